/**
 * Reading and writing of the JSON files that the library keeps: strict, bounded, with named keys.
 * For the modules of this library only.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.internal.json;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

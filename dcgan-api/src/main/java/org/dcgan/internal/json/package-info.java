/**
 * Reading and writing of the JSON files of this library: strict, with limits and named keys.
 * Exported to the modules of this library only.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.internal.json;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

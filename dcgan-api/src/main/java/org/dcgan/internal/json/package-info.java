/**
 * Reading and writing of the JSON files that the library keeps: strict, bounded, with named keys.
 * For the modules of this library only.
 */
@NullMarked
package org.dcgan.internal.json;

import org.jspecify.annotations.NullMarked;

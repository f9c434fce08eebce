/** Reads folders and zip and tar archives of images. */
@CheckReturnValue
@NullMarked
package org.dcgan.datasets.files;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

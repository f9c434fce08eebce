/**
 * Models on disk: arrays in NumPy's format with checksums, and a manifest that is written last.
 *
 * <p>Central type: {@link org.dcgan.tensorflow.checkpoint.ModelFiles}. {@link
 * org.dcgan.tensorflow.checkpoint.Npy} reads and writes one array.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.tensorflow.checkpoint;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

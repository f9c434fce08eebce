/**
 * Models on disk: arrays in NumPy's format, checksummed, under a manifest that is put in place
 * last.
 *
 * <p>Central type: {@link org.dcgan.tensorflow.checkpoint.ModelFiles}. {@link
 * org.dcgan.tensorflow.checkpoint.Npy} reads and writes one array.
 */
@NullMarked
package org.dcgan.tensorflow.checkpoint;

import org.jspecify.annotations.NullMarked;

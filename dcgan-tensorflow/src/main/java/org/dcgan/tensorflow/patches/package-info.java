/**
 * Arithmetic for features that are learnt without a network: patches of pictures against
 * dictionaries of centroids, many products at a time.
 *
 * <p>Central type: {@link org.dcgan.tensorflow.patches.PatchEncoder}, which turns pictures into
 * features by way of {@link org.dcgan.tensorflow.patches.PatchLayer}s of {@link
 * org.dcgan.tensorflow.patches.PatchDictionary}s; {@link org.dcgan.tensorflow.patches.MatrixEngine}
 * has the products of which dictionaries are learnt, and {@link
 * org.dcgan.tensorflow.patches.PatchFile} keeps them. No TensorFlow type shows.
 */
@NullMarked
package org.dcgan.tensorflow.patches;

import org.jspecify.annotations.NullMarked;

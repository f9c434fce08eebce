/**
 * Products with tall matrices and image patches, for support vector machines and K-means. Public
 * signatures have no TensorFlow types.
 */
@NullMarked
package org.dcgan.tensorflow.compute;

import org.jspecify.annotations.NullMarked;

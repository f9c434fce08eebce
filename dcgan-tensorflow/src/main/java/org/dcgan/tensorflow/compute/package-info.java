/**
 * Products with tall matrices and image patches, for support vector machines and K-means. No
 * TensorFlow type shows.
 */
@NullMarked
package org.dcgan.tensorflow.compute;

import org.jspecify.annotations.NullMarked;

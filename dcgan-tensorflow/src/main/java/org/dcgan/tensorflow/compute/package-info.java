/**
 * Products with tall matrices and image patches, for support vector machines and K-means. Public
 * signatures have no TensorFlow types.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.tensorflow.compute;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

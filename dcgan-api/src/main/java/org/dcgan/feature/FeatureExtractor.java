package org.dcgan.feature;

import org.dcgan.Discriminator;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;

/**
 * What turns images into rows of numbers for a classifier to judge. A discriminator offers one
 * ({@link Discriminator#features()}); a network of your own becomes one by implementing this.
 */
public interface FeatureExtractor {

  /**
   * The length of a row.
   *
   * @return at least 1
   */
  int dimension();

  /**
   * What images must look like.
   *
   * @return height, width, channels
   */
  ImageShape inputShape();

  /**
   * Computes features.
   *
   * @param images float32 NHWC in [-1, 1], of {@link #inputShape()}
   * @return float32 [images.count(), {@link #dimension()}]
   * @throws IllegalArgumentException if the shape is another
   */
  Features extract(Images images);

  /**
   * What computes the features, in one line, which goes into files and reports beside them.
   *
   * @return the class's name and the dimension, unless something better is known
   */
  default String description() {
    return getClass().getSimpleName() + "(" + dimension() + " features)";
  }
}

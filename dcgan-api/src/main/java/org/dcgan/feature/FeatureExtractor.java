package org.dcgan.feature;

import org.apiguardian.api.API;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;

/**
 * Computes a feature vector for each image, for classifiers and metrics. A discriminator provides
 * one ({@link org.dcgan.Discriminator#features()}); implement this interface to evaluate the
 * features of another network.
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface FeatureExtractor {

  /**
   * Returns the number of features per image.
   *
   * @return at least 1
   */
  int dimension();

  /**
   * Returns the shape that images must have.
   *
   * @return height, width, channels
   */
  ImageShape inputShape();

  /**
   * Computes features.
   *
   * @param images float32 NHWC in [-1, 1], of {@link #inputShape()}
   * @return float32 [images.count(), {@link #dimension()}]
   * @throws IllegalArgumentException if the images do not have the {@link #inputShape()}
   */
  Features extract(Images images);

  /**
   * Returns a one-line description of the extractor, which is stored in files and shown in reports.
   *
   * @return by default, the name of the class and the dimension
   */
  default String description() {
    return getClass().getSimpleName() + "(" + dimension() + " features)";
  }

  /**
   * Returns how the extractor changes the size of images before its network sees them, which is
   * recorded with every metric: distances over differently resized images cannot be compared.
   *
   * @return by default, that images of the {@link #inputShape()} are used as they are
   */
  default String resizing() {
    return "none, " + inputShape() + " as it is";
  }
}

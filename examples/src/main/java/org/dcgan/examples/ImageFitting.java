package org.dcgan.examples;

import java.util.OptionalInt;
import org.dcgan.datasets.Dataset;
import org.dcgan.image.ImageShape;

/** Brings the images of a dataset to the shape that a network takes. */
final class ImageFitting {

  private ImageFitting() {}

  /**
   * Crops, resizes and converts images to a shape. Images that have the shape stay as they are.
   *
   * @param images images of any size, in color or gray
   * @param shape the shape that a network takes: square, with 1 or 3 channels
   * @return the images in that shape
   */
  static Dataset fit(Dataset images, ImageShape shape) {
    boolean fits =
        images
            .shape()
            .filter(s -> s.height() == shape.height() && s.width() == shape.width())
            .isPresent();
    Dataset cropped = fits ? images : images.centerCropped(shape.height());
    if (cropped.channels().equals(OptionalInt.of(shape.channels()))) {
      return cropped;
    }
    return shape.channels() == 1 ? cropped.grayscale() : cropped.rgb();
  }
}

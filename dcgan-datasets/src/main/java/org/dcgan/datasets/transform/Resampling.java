package org.dcgan.datasets.transform;

import org.apiguardian.api.API;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.dcgan.internal.Resizer;

/**
 * The filter for resizing an image. Both filters place the center of pixel i at i + 1/2, process
 * height and width separately, and give equal results when an image is enlarged.
 */
@API(status = API.Status.STABLE, since = "0.1")
public enum Resampling {
  /**
   * A triangle filter whose width is proportional to the reduction, so that every pixel of the
   * original contributes (Pillow's {@code BILINEAR}, torchvision's {@code antialias=True}). This is
   * the library's default: without antialiasing, reducing a photograph of 1,000 pixels to 64
   * samples single pixels and their noise.
   */
  ANTIALIASED("antialiased"),

  /**
   * Bilinear interpolation of two neighbors per axis for any reduction, as the authors' {@code
   * min_resize} with OpenCV's {@code INTER_LINEAR}; equal to OpenCV within its fixed-point rounding
   * of one level. Choose it to reproduce the paper's preprocessing exactly.
   */
  BILINEAR("bilinear");

  /** The most values a resized image may have: 256 MB, far above any image to train on. */
  static final int MAX_VALUES = 1 << 28;

  private final String label;

  Resampling(String label) {
    this.label = label;
  }

  /** Computes a window of a resized image: {@link Resizer#resize}. */
  Pixels resize(Pixels image, int height, int width, int top, int left, int rows, int columns) {
    ImageShape old = image.shape();
    byte[] window =
        new Resizer(this == ANTIALIASED)
            .resize(
                image.data(),
                old.height(),
                old.width(),
                old.channels(),
                height,
                width,
                top,
                left,
                rows,
                columns);
    return new Pixels(new ImageShape(rows, columns, old.channels()), window);
  }

  /** The name as it appears in descriptions of datasets. */
  @Override
  public String toString() {
    return label;
  }
}

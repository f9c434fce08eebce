package org.dcgan.image;

import static com.google.common.base.Preconditions.checkArgument;

import org.apiguardian.api.API;

/**
 * The height, width and channels of an image, in this order throughout the library.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 * @param channels 1 (grayscale) or 3 (red, green, blue)
 */
@API(status = API.Status.STABLE, since = "0.1")
public record ImageShape(int height, int width, int channels) {

  /** Checks the ranges. */
  public ImageShape {
    checkArgument(
        height >= 1 && width >= 1,
        "the height and width of an image must be at least 1 pixel, got %sx%s",
        height,
        width);
    checkArgument(
        channels == 1 || channels == 3,
        "an image must have 1 channel (grayscale) or 3 (red, green, blue), got %s",
        channels);
    checkArgument(
        (long) height * width * channels <= Integer.MAX_VALUE,
        "an image may have at most 2^31 - 1 values, got %sx%sx%s",
        height,
        width,
        channels);
  }

  /**
   * Creates the shape of a square image.
   *
   * @param resolution the height and width in pixels, at least 1
   * @param channels 1 or 3
   * @return the shape
   */
  public static ImageShape square(int resolution, int channels) {
    return new ImageShape(resolution, resolution, channels);
  }

  /**
   * Returns the number of values of an image.
   *
   * @return height * width * channels
   */
  public int size() {
    return height * width * channels;
  }

  /** For example {@code 64x64x3}. */
  @Override
  public String toString() {
    return height + "x" + width + "x" + channels;
  }
}

package org.dcgan.image;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Height, width and channels of an image, in that order everywhere in this library.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 * @param channels 1 (gray) or 3 (red, green, blue)
 */
public record ImageShape(int height, int width, int channels) {

  /** Checks the ranges. */
  public ImageShape {
    checkArgument(
        height >= 1 && width >= 1,
        "an image's sides must be at least 1 pixel, got %sx%s",
        height,
        width);
    checkArgument(
        channels == 1 || channels == 3,
        "an image has 1 channel (gray) or 3 (red, green, blue), got %s",
        channels);
    checkArgument(
        (long) height * width * channels <= Integer.MAX_VALUE,
        "an image of %sx%sx%s has more values than an array can hold",
        height,
        width,
        channels);
  }

  /**
   * The shape of a square image.
   *
   * @param resolution rows and columns
   * @param channels 1 or 3
   * @return the shape
   */
  public static ImageShape square(int resolution, int channels) {
    return new ImageShape(resolution, resolution, channels);
  }

  /**
   * How many values an image has.
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

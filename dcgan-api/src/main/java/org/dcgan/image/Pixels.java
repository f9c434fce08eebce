package org.dcgan.image;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The pixels of one image: unsigned bytes, rows from the top, channels innermost (HWC).
 *
 * <p>The array is not copied, neither by the constructor nor by {@link #data()}; it must not be
 * modified.
 *
 * @param shape height, width, channels
 * @param data {@code shape.size()} unsigned bytes; the value at row y, column x, channel c is at
 *     {@code (y * width + x) * channels + c}
 */
@SuppressWarnings("ArrayRecordComponent")
public record Pixels(ImageShape shape, byte[] data) {

  /** Checks that the length of the array matches the shape. */
  public Pixels {
    requireNonNull(shape, "shape");
    requireNonNull(data, "data");

    checkArgument(
        data.length == shape.size(),
        "an image of %s needs %s values, got an array of %s",
        shape,
        shape.size(),
        data.length);
  }

  /**
   * Copies the pixels of a {@code BufferedImage}; transparent pixels are composited over white.
   *
   * @param image an image of any type
   * @param channels 3 for color, 1 for luma by ITU-R BT.601 (0.299 R + 0.587 G + 0.114 B)
   * @return the pixels
   */
  public static Pixels of(BufferedImage image, int channels) {
    return of(image, channels, RgbColor.WHITE);
  }

  /**
   * Copies the pixels of a {@code BufferedImage}; transparent pixels are composited over a
   * background.
   *
   * @param image an image of any type
   * @param channels 3 for color, 1 for luma by ITU-R BT.601 (0.299 R + 0.587 G + 0.114 B)
   * @param background the color behind transparent pixels
   * @return the pixels
   */
  public static Pixels of(BufferedImage image, int channels, RgbColor background) {
    requireNonNull(image, "image");
    requireNonNull(background, "background");

    ImageShape shape = new ImageShape(image.getHeight(), image.getWidth(), channels);
    byte[] data = new byte[shape.size()];
    int[] row = new int[shape.width()];
    boolean transparent = image.getColorModel().hasAlpha();
    boolean gray = image.getType() == BufferedImage.TYPE_BYTE_GRAY;
    for (int y = 0, i = 0; y < shape.height(); y++) {
      if (gray) {
        // getRGB() would interpret the values as linear light and brighten them, for example 128 to
        // 188.
        image.getRaster().getPixels(0, y, row.length, 1, row);
        for (int x = 0; x < row.length; x++) {
          row[x] *= 0x010101;
        }
      } else {
        image.getRGB(0, y, row.length, 1, row, 0, row.length);
      }
      for (int argb : row) {
        int alpha = transparent ? argb >>> 24 : 255;
        int red = over(argb >> 16 & 255, alpha, background.red());
        int green = over(argb >> 8 & 255, alpha, background.green());
        int blue = over(argb & 255, alpha, background.blue());
        if (channels == 3) {
          data[i++] = (byte) red;
          data[i++] = (byte) green;
          data[i++] = (byte) blue;
        } else {
          data[i++] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
        }
      }
    }
    return new Pixels(shape, data);
  }

  private static int over(int value, int alpha, int background) {
    return (value * alpha + background * (255 - alpha) + 127) / 255;
  }

  /**
   * Returns one value of the image.
   *
   * @param y the row, from the top
   * @param x the column, from the left
   * @param channel the channel
   * @return 0 to 255
   */
  public int value(int y, int x, int channel) {
    return data[(y * shape.width() + x) * shape.channels() + channel] & 255;
  }

  /**
   * Converts the image to a {@code BufferedImage}.
   *
   * @return an RGB image, whose channels are equal if this image is grayscale
   */
  public BufferedImage toBufferedImage() {
    BufferedImage image =
        new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
    int[] row = new int[shape.width()];
    for (int y = 0, i = 0; y < shape.height(); y++) {
      for (int x = 0; x < row.length; x++) {
        int red = data[i++] & 255;
        int green = shape.channels() == 3 ? data[i++] & 255 : red;
        int blue = shape.channels() == 3 ? data[i++] & 255 : red;
        row[x] = red << 16 | green << 8 | blue;
      }
      image.setRGB(0, y, row.length, 1, row, 0, row.length);
    }
    return image;
  }

  /** Compares the shape and all values. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Pixels pixels
        && shape.equals(pixels.shape)
        && Arrays.equals(data, pixels.data);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(data);
  }

  /** For example {@code Pixels[64x64x3]}. */
  @Override
  public String toString() {
    return "Pixels[" + shape + "]";
  }
}

package org.dcgan.image;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import org.apiguardian.api.API;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.JdkImageCodecs;
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
@API(status = API.Status.STABLE, since = "0.1")
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
    boolean gray = hasGraySamples(image.getColorModel());
    for (int y = 0, i = 0; y < shape.height(); y++) {
      if (gray) {
        readGrayRow(image, y, row);
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

  /**
   * Whether an image stores gray values as integers. {@code getRGB} would interpret them as linear
   * light and brighten them, for example 128 to 188, so that they are read from the raster.
   */
  private static boolean hasGraySamples(ColorModel colors) {
    return colors instanceof ComponentColorModel
        && colors.getColorSpace().getType() == ColorSpace.TYPE_GRAY
        && (colors.getTransferType() == DataBuffer.TYPE_BYTE
            || colors.getTransferType() == DataBuffer.TYPE_USHORT);
  }

  /** Reads a row of a grayscale image of any depth, with or without alpha, as 8-bit ARGB. */
  private static void readGrayRow(BufferedImage image, int y, int[] row) {
    ColorModel colors = image.getColorModel();
    int bands = colors.getNumComponents();
    int[] samples = image.getRaster().getPixels(0, y, row.length, 1, new int[row.length * bands]);
    for (int x = 0; x < row.length; x++) {
      int value = eightBits(samples[x * bands], colors.getComponentSize(0));
      int alpha = 255;
      if (bands > 1) {
        alpha = eightBits(samples[x * bands + 1], colors.getComponentSize(1));
        if (colors.isAlphaPremultiplied() && alpha > 0) {
          value = Math.min(255, (value * 255 + alpha / 2) / alpha);
        }
      }
      row[x] = alpha << 24 | value * 0x010101;
    }
  }

  private static int eightBits(int sample, int bits) {
    int max = (1 << bits) - 1;
    return (sample * 255 + max / 2) / max;
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

  /**
   * Encodes the image as a PNG file: 8-bit grayscale for 1 channel, 8-bit RGB for 3.
   *
   * @return the bytes of the file, in a new array
   */
  public byte[] toPng() {
    return JdkImageCodecs.encodePng(toPngImage());
  }

  /**
   * Writes the image to a stream in PNG format: 8-bit grayscale for 1 channel, 8-bit RGB for 3.
   *
   * @param out the stream, which is flushed and not closed
   * @throws IOException if the stream cannot be written
   */
  public void writePng(OutputStream out) throws IOException {
    requireNonNull(out, "out");

    JdkImageCodecs.writePng(toPngImage(), out);
  }

  /**
   * Writes the image to a PNG file: 8-bit grayscale for 1 channel, 8-bit RGB for 3. The file is
   * written atomically: to a temporary file in the same folder, which is then renamed.
   *
   * @param file the file; missing folders are created, and an existing file is replaced
   * @throws IOException if the file cannot be written
   */
  public void writePng(Path file) throws IOException {
    requireNonNull(file, "file");

    AtomicFiles.write(file, this::writePng);
  }

  /** The image in the color type of its PNG file. */
  private BufferedImage toPngImage() {
    if (shape.channels() == 3) {
      return toBufferedImage();
    }
    BufferedImage image =
        new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, shape.width(), shape.height(), data);
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

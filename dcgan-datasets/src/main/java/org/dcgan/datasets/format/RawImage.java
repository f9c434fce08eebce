package org.dcgan.datasets.format;

import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.dcgan.image.RgbColor;

/**
 * A decoded image as its file stores it: 8 bits per sample, rows from the top, bands interleaved,
 * alpha last and not premultiplied.
 *
 * @param width in pixels
 * @param height in pixels
 * @param bands 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha
 * @param data {@code width * height * bands} unsigned bytes
 */
@SuppressWarnings("ArrayRecordComponent")
record RawImage(int width, int height, int bands, byte[] data) {

  boolean hasAlpha() {
    return (bands & 1) == 0;
  }

  boolean isGray() {
    return bands < 3;
  }

  /** Whether at least one pixel is not fully opaque. */
  boolean isTransparent() {
    if (hasAlpha()) {
      for (int i = bands - 1; i < data.length; i += bands) {
        if (data[i] != -1) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * The image without alpha, composited over a background.
   *
   * @param channels 3 for color, 1 for luma
   */
  Pixels toPixels(int channels, RgbColor background) {
    ImageShape shape = new ImageShape(height, width, channels);
    if (!hasAlpha() && channels == bands) {
      return new Pixels(shape, data);
    }
    int[] behind = {background.red(), background.green(), background.blue()};
    byte[] out = new byte[shape.size()];
    for (int from = 0, to = 0; from < data.length; from += bands) {
      int red = data[from] & 255;
      int green = isGray() ? red : data[from + 1] & 255;
      int blue = isGray() ? red : data[from + 2] & 255;
      if (hasAlpha()) {
        int alpha = data[from + bands - 1] & 255;
        red = over(red, alpha, behind[0]);
        green = over(green, alpha, behind[1]);
        blue = over(blue, alpha, behind[2]);
      }
      if (channels == 3) {
        out[to++] = (byte) red;
        out[to++] = (byte) green;
        out[to++] = (byte) blue;
      } else {
        out[to++] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
      }
    }
    return new Pixels(shape, out);
  }

  private static int over(int value, int alpha, int behind) {
    return (value * alpha + behind * (255 - alpha) + 127) / 255;
  }

  /**
   * A canvas of the given size that is transparent except where this image lies.
   *
   * @param left column of this image's left edge; the image must lie within the canvas
   * @param top row of its upper edge
   */
  RawImage onCanvas(int canvasWidth, int canvasHeight, int left, int top) {
    if (width == canvasWidth && height == canvasHeight) {
      return this;
    }
    byte[] canvas = new byte[Math.multiplyExact(4, Math.multiplyExact(canvasWidth, canvasHeight))];
    for (int y = 0, from = 0; y < height; y++) {
      int to = 4 * ((top + y) * canvasWidth + left);
      for (int x = 0; x < width; x++, from += bands, to += 4) {
        canvas[to] = data[from];
        canvas[to + 1] = data[isGray() ? from : from + 1];
        canvas[to + 2] = data[isGray() ? from : from + 2];
        canvas[to + 3] = hasAlpha() ? data[from + bands - 1] : -1;
      }
    }
    return new RawImage(canvasWidth, canvasHeight, 4, canvas);
  }
}

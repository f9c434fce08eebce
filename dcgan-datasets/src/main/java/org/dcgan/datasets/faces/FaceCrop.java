package org.dcgan.datasets.faces;

import com.google.common.primitives.Ints;
import org.dcgan.datasets.Box;
import org.dcgan.datasets.transform.PixelTransform;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;

/**
 * A square of a photograph, parts of which may lie outside.
 *
 * @param x leftmost column, perhaps negative
 * @param y topmost row, perhaps negative
 * @param side columns and rows
 */
record FaceCrop(int x, int y, int side) {

  /** Returns the enlarged, square box, moved inside the photograph if the options say so. */
  static FaceCrop of(Box box, ImageShape photograph, FaceOptions options) {
    int side = Math.max(1, rounded(Math.max(box.width(), box.height()) * options.enlarge()));
    boolean shift = options.border() == FaceOptions.Border.SHIFT;
    if (shift) {
      side = Math.min(side, Math.min(photograph.width(), photograph.height()));
    }
    int x = rounded(box.x() + (box.width() - side) / 2.0);
    int y = rounded(box.y() + (box.height() - side) / 2.0);
    if (shift) {
      x = Math.max(0, Math.min(x, photograph.width() - side));
      y = Math.max(0, Math.min(y, photograph.height() - side));
    }
    return new FaceCrop(x, y, side);
  }

  private static int rounded(double value) {
    return Ints.saturatedCast(Math.round(value));
  }

  boolean isInside(ImageShape photograph) {
    return x >= 0
        && y >= 0
        && (long) x + side <= photograph.width()
        && (long) y + side <= photograph.height();
  }

  /** Crops the square, filled by mirroring outside the photograph, and resizes it. */
  Pixels cut(Pixels photograph, FaceOptions options) {
    ImageShape whole = photograph.shape();
    int channels = whole.channels();
    byte[] out = new byte[Math.multiplyExact(Math.multiplyExact(side, side), channels)];
    for (int row = 0, to = 0; row < side; row++) {
      int line = mirrored(y + row, whole.height()) * whole.width();
      for (int column = 0; column < side; column++, to += channels) {
        int from = (line + mirrored(x + column, whole.width())) * channels;
        for (int c = 0; c < channels; c++) {
          out[to + c] = photograph.data()[from + c];
        }
      }
    }
    Pixels square = new Pixels(ImageShape.square(side, channels), out);
    return new PixelTransform.CenterCrop(options.size(), options.resampling()).apply(square);
  }

  /** Mirrors a position outside at the edge pixel, repeatedly if necessary. */
  static int mirrored(int coordinate, int size) {
    int period = 2 * size;
    int within = Math.floorMod(coordinate, period);
    return within < size ? within : period - 1 - within;
  }
}

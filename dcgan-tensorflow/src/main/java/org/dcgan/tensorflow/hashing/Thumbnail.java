package org.dcgan.tensorflow.hashing;

import org.dcgan.hashing.SemanticHasher;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;

/**
 * The "32x32 downsampled center-crop" of section 4.1.1 in three channels. It is dcgan-datasets'
 * {@code centerCropped(32)} to the bit (a test of dcgan-eval, which sees both, holds them
 * together), written again because the engine does not see that module and its users have to get
 * the same codes with and without a crop of their own.
 */
final class Thumbnail {
  static final ImageShape SHAPE = ImageShape.square(SemanticHasher.SIDE, 3);

  private static final int SIDE = SemanticHasher.SIDE;

  /** Weights of the original's pixels along an axis, for each of the 32 results. */
  private record Axis(int[] starts, float[][] weights) {}

  private Thumbnail() {}

  static Pixels of(Pixels image) {
    ImageShape shape = image.shape();
    if (shape.equals(SHAPE)) {
      return image;
    }
    return inColor(shape.height() == SIDE && shape.width() == SIDE ? image : reduced(image));
  }

  private static Pixels inColor(Pixels image) {
    if (image.shape().channels() == 3) {
      return image;
    }
    byte[] data = new byte[SHAPE.size()];
    for (int i = 0; i < data.length; i++) {
      data[i] = image.data()[i / 3];
    }
    return new Pixels(SHAPE, data);
  }

  private static Pixels reduced(Pixels image) {
    ImageShape old = image.shape();
    int channels = old.channels();
    Axis rows = axis(old.height(), old.width());
    Axis columns = axis(old.width(), old.height());
    int first = columns.starts()[0];
    int last = columns.starts()[SIDE - 1] + columns.weights()[SIDE - 1].length;
    float[] line = new float[(last - first) * channels];
    byte[] out = new byte[SIDE * SIDE * channels];
    for (int y = 0, to = 0; y < SIDE; y++) {
      int offset = (rows.starts()[y] * old.width() + first) * channels;
      mix(image.data(), offset, old.width() * channels, rows.weights()[y], line);
      for (int x = 0; x < SIDE; x++) {
        float[] weights = columns.weights()[x];
        int start = (columns.starts()[x] - first) * channels;
        for (int c = 0; c < channels; c++) {
          float sum = 0.5f;
          for (int j = 0, from = start + c; j < weights.length; j++, from += channels) {
            sum += weights[j] * line[from];
          }
          out[to++] = (byte) (int) Math.min(255, sum);
        }
      }
    }
    return new Pixels(ImageShape.square(SIDE, channels), out);
  }

  private static void mix(byte[] in, int offset, int stride, float[] weights, float[] line) {
    for (int j = 0, from = offset; j < weights.length; j++, from += stride) {
      for (int i = 0; i < line.length; i++) {
        float term = weights[j] * (in[from + i] & 255);
        line[i] = j == 0 ? term : line[i] + term;
      }
    }
  }

  /** A triangle as wide as the reduction, over the middle of the axis that the crop keeps. */
  private static Axis axis(int size, int other) {
    long resized =
        size <= other
            ? SIDE
            : Math.min(Integer.MAX_VALUE, Math.round((double) size / other * SIDE));
    boolean untouched = Math.min(size, other) == SIDE;
    int whole = untouched ? size : (int) resized;
    int margin = (whole - SIDE + 1) / 2;
    double reduction = (double) size / whole;
    double support = Math.max(1, reduction);
    int[] starts = new int[SIDE];
    float[][] weights = new float[SIDE][];
    for (int i = 0; i < SIDE; i++) {
      double center = (margin + i + 0.5) * reduction - 0.5;
      int first = Math.max(0, (int) Math.ceil(center - support));
      int last = Math.min(size - 1, (int) Math.floor(center + support));
      double[] row = new double[last - first + 1];
      double sum = 0;
      for (int j = first; j <= last; j++) {
        row[j - first] = Math.max(0, 1 - Math.abs(j - center) / support);
        sum += row[j - first];
      }
      starts[i] = first;
      weights[i] = new float[row.length];
      for (int j = 0; j < row.length; j++) {
        weights[i][j] = (float) (row[j] / sum);
      }
    }
    return new Axis(starts, weights);
  }
}

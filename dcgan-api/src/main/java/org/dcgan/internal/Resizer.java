package org.dcgan.internal;

/**
 * Resizes images of unsigned bytes, or computes a window of the resized image. The center of pixel
 * i is at (i + 1/2) of its grid; height and width are treated separately.
 *
 * @param antialiased true for a triangle filter as wide as the reduction, so that every pixel of
 *     the original counts; false for two neighbors per axis whatever the reduction
 */
public record Resizer(boolean antialiased) {

  /**
   * The weights with which pixels along one axis make up the pixels of the resized axis, for the
   * pixels of the window only.
   *
   * @param starts the first original pixel of each result
   * @param weights the weights of the pixels from there on; each row sums to 1
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Taps(int[] starts, float[][] weights) {
    /** One past the last original pixel that any result uses. */
    int end() {
      int last = starts.length - 1;
      return starts[last] + weights[last].length;
    }
  }

  /**
   * Returns the height of an image whose shorter side is resized to a size.
   *
   * @param height rows of the original
   * @param width columns of the original
   * @param size the shorter side of the result
   * @return at most {@code Integer.MAX_VALUE}
   */
  public static int minResizedHeight(int height, int width, int size) {
    return height <= width
        ? size
        : (int) Math.min(Integer.MAX_VALUE, Math.round((double) height / width * size));
  }

  /**
   * Returns how many rows or columns are cut off before a centered part.
   *
   * @param whole the size of the whole
   * @param part the size of the part
   * @return half of the difference, rounded up
   */
  public static int margin(int whole, int part) {
    return (whole - part + 1) / 2;
  }

  /**
   * Computes a window of a resized image.
   *
   * @param image unsigned bytes [oldHeight, oldWidth, channels]
   * @param oldHeight rows of the original
   * @param oldWidth columns of the original
   * @param channels values of a pixel
   * @param height rows of the whole resized image
   * @param width columns of the whole resized image
   * @param top first row of the window
   * @param left first column of the window
   * @param rows height of the window
   * @param columns width of the window
   * @return unsigned bytes [rows, columns, channels]
   */
  public byte[] resize(
      byte[] image,
      int oldHeight,
      int oldWidth,
      int channels,
      int height,
      int width,
      int top,
      int left,
      int rows,
      int columns) {
    Taps vertical = taps(oldHeight, height, top, rows);
    Taps horizontal = taps(oldWidth, width, left, columns);
    // Only the columns that the window uses are mixed, however wide the image is.
    int first = horizontal.starts[0];
    float[] line = new float[(horizontal.end() - first) * channels];
    byte[] out = new byte[rows * columns * channels];
    for (int y = 0, to = 0; y < rows; y++) {
      int offset = (vertical.starts[y] * oldWidth + first) * channels;
      mixRows(image, offset, oldWidth * channels, vertical.weights[y], line);
      for (int x = 0; x < columns; x++) {
        float[] weights = horizontal.weights[x];
        int start = (horizontal.starts[x] - first) * channels;
        for (int c = 0; c < channels; c++) {
          float sum = 0.5f;
          for (int j = 0, from = start + c; j < weights.length; j++, from += channels) {
            sum += weights[j] * line[from];
          }
          out[to++] = (byte) (int) Math.min(255, sum);
        }
      }
    }
    return out;
  }

  private static void mixRows(byte[] in, int offset, int stride, float[] weights, float[] line) {
    for (int j = 0, from = offset; j < weights.length; j++, from += stride) {
      float weight = weights[j];
      for (int i = 0; i < line.length; i++) {
        float term = weight * (in[from + i] & 255);
        line[i] = j == 0 ? term : line[i] + term;
      }
    }
  }

  private Taps taps(int oldSize, int newSize, int from, int count) {
    double reduction = (double) oldSize / newSize;
    double support = antialiased ? Math.max(1, reduction) : 1;
    int[] starts = new int[count];
    float[][] weights = new float[count][];
    for (int i = 0; i < count; i++) {
      double center = (from + i + 0.5) * reduction - 0.5;
      // Two-tap interpolation repeats the outermost pixel beyond the border; the wide kernel is cut
      // off there and normalized to sum to 1.
      if (!antialiased) {
        center = Math.min(Math.max(center, 0), oldSize - 1);
      }
      int first = Math.max(0, (int) Math.ceil(center - support));
      int last = Math.min(oldSize - 1, (int) Math.floor(center + support));
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
    return new Taps(starts, weights);
  }
}

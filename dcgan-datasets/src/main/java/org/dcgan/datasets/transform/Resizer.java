package org.dcgan.datasets.transform;

import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;

/** Resizes an image, and computes only a given part of the result. */
final class Resizer {

  private Resizer() {}

  /**
   * Computes a window of a resized image.
   *
   * @param image the original
   * @param resampling the filter
   * @param height rows of the whole resized image
   * @param width its columns
   * @param top the window's first row
   * @param left its first column
   * @param rows its height
   * @param columns its width
   */
  static Pixels resize(
      Pixels image,
      Resampling resampling,
      int height,
      int width,
      int top,
      int left,
      int rows,
      int columns) {
    ImageShape old = image.shape();
    int channels = old.channels();
    ResamplingWeights vertical = ResamplingWeights.of(resampling, old.height(), height, top, rows);
    ResamplingWeights horizontal =
        ResamplingWeights.of(resampling, old.width(), width, left, columns);
    // Only the columns that the window depends on are computed.
    int first = horizontal.starts[0];
    float[] line = new float[(horizontal.end() - first) * channels];
    byte[] out = new byte[rows * columns * channels];
    for (int y = 0, to = 0; y < rows; y++) {
      int offset = (vertical.starts[y] * old.width() + first) * channels;
      mixRows(image.data(), offset, old.width() * channels, vertical.weights[y], line);
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
    return new Pixels(new ImageShape(rows, columns, channels), out);
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
}

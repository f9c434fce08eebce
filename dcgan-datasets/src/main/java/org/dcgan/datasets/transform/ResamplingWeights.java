package org.dcgan.datasets.transform;

/**
 * The weights with which the pixels of an axis contribute to the pixels of the resized axis, for
 * the results {@code from} to {@code from + count - 1} only, so that cropped pixels are not
 * computed.
 */
final class ResamplingWeights {
  /** First original pixel of each result. */
  final int[] starts;

  /** Weights of the pixels from there on; each row sums to 1. */
  final float[][] weights;

  /** One past the last original pixel that any result uses. */
  int end() {
    int last = starts.length - 1;
    return starts[last] + weights[last].length;
  }

  private ResamplingWeights(int[] starts, float[][] weights) {
    this.starts = starts;
    this.weights = weights;
  }

  static ResamplingWeights of(
      Resampling resampling, int oldSize, int newSize, int from, int count) {
    double reduction = (double) oldSize / newSize;
    double support = resampling.support(reduction);
    int[] starts = new int[count];
    float[][] weights = new float[count][];
    for (int i = 0; i < count; i++) {
      double center = (from + i + 0.5) * reduction - 0.5;
      // Beyond the border, two-tap interpolation repeats the outermost pixel; a wide filter is
      // truncated and normalized to sum to 1.
      if (resampling == Resampling.BILINEAR) {
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
    return new ResamplingWeights(starts, weights);
  }
}

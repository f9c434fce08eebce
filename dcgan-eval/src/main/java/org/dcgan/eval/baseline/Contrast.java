package org.dcgan.eval.baseline;

/**
 * Contrast normalization of patches, {@code (p - mean p) / sqrt(var p + constant)}, with the sample
 * variance, as MATLAB's {@code var} in the demo of Coates, Lee and Ng.
 */
final class Contrast {

  private Contrast() {}

  /**
   * Normalizes rows in place.
   *
   * @param rows [count, d]
   * @param constant above 0, in the square of the rows' unit
   */
  static void normalize(float[] rows, int count, int d, double constant) {
    for (int row = 0; row < count; row++) {
      int from = row * d;
      double mean = mean(rows, from, d);
      double scale = 1 / Math.sqrt(variance(rows, from, d, mean) + constant);
      for (int i = from; i < from + d; i++) {
        rows[i] = (float) ((rows[i] - mean) * scale);
      }
    }
  }

  /** The mean of all rows' variances. */
  static double meanVariance(float[] rows, int count, int d) {
    double sum = 0;
    for (int row = 0; row < count; row++) {
      sum += variance(rows, row * d, d, mean(rows, row * d, d));
    }
    return sum / count;
  }

  private static double mean(float[] rows, int from, int d) {
    double sum = 0;
    for (int i = from; i < from + d; i++) {
      sum += rows[i];
    }
    return sum / d;
  }

  private static double variance(float[] rows, int from, int d, double mean) {
    double sum = 0;
    for (int i = from; i < from + d; i++) {
      double deviation = rows[i] - mean;
      sum += deviation * deviation;
    }
    return sum / (d - 1);
  }
}

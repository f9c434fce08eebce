package org.dcgan.eval.baseline;

import static com.google.common.base.Preconditions.checkArgument;

import org.dcgan.eval.matrix.FiniteRows;
import org.dcgan.eval.matrix.Matrices;
import org.dcgan.tensorflow.compute.MatrixEngine;

/**
 * ZCA whitening, {@code x = matrix * (p - mean)} with {@code matrix = V diag(1 / sqrt(d + epsilon))
 * V'} of the sample covariance's eigenvectors V and eigenvalues d (Coates, Lee and Ng 2011, section
 * 3.1, and their demo).
 *
 * @param mean [d]
 * @param matrix [d, d], symmetric
 */
@SuppressWarnings("ArrayRecordComponent")
record Whitening(float[] mean, float[] matrix) {

  /**
   * Computes the whitening of rows, and centers them in place.
   *
   * @param rows [count, d], at least 2
   * @param count the number of rows
   * @param d the length of a row
   * @param epsilon added to eigenvalues, above 0
   * @throws IllegalArgumentException if a value is not finite, or so large that the covariance is
   *     not
   */
  static Whitening centering(float[] rows, int count, int d, double epsilon, MatrixEngine engine) {
    FiniteRows.require(rows, d, "whitening");
    double[] sums = new double[d];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < d; j++) {
        sums[j] += rows[i * d + j];
      }
    }
    float[] mean = new float[d];
    for (int j = 0; j < d; j++) {
      mean[j] = (float) (sums[j] / count);
    }
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < d; j++) {
        rows[i * d + j] -= mean[j];
      }
    }
    double[] products = engine.crossProduct(rows, d, rows, d, count);
    for (double product : products) {
      checkArgument(
          Double.isFinite(product),
          "the covariance of the rows to whiten is not finite: they are too large for float32;"
              + " scale them to deviations of about 1");
    }
    double[][] covariance = new double[d][d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        covariance[i][j] = products[i * d + j] / (count - 1);
      }
    }
    return new Whitening(mean, matrix(Matrices.symmetric(covariance), epsilon));
  }

  private static float[] matrix(double[][] covariance, double epsilon) {
    // Rounding may make an eigenvalue of 0 negative.
    double[][] matrix =
        Matrices.symmetric(
            Matrices.function(covariance, value -> 1 / Math.sqrt(Math.max(0, value) + epsilon)));
    int d = matrix.length;
    float[] rounded = new float[d * d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        rounded[i * d + j] = (float) matrix[i][j];
      }
    }
    return rounded;
  }
}

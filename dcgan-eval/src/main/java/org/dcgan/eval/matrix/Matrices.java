package org.dcgan.eval.matrix;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** Products and functions of square matrices in double precision, in the common fork-join pool. */
public final class Matrices {

  private Matrices() {}

  /**
   * The product a b.
   *
   * @param a [n, m]
   * @param b [m, width], m at least 1
   * @return [n, width]
   */
  public static double[][] multiply(double[][] a, double[][] b) {
    int n = a.length;
    int width = b[0].length;
    double[][] product = new double[n][width];
    IntStream.range(0, n)
        .parallel()
        .forEach(
            i -> {
              double[] row = product[i];
              for (int k = 0; k < b.length; k++) {
                double factor = a[i][k];
                double[] other = b[k];
                for (int j = 0; j < width; j++) {
                  row[j] += factor * other[j];
                }
              }
            });
    return product;
  }

  /**
   * The square root of a symmetric matrix without negative eigenvalues.
   *
   * @param matrix symmetric, finite; negative eigenvalues are taken as rounding errors of 0
   * @return symmetric up to rounding
   */
  public static double[][] root(double[][] matrix) {
    return function(matrix, value -> Math.sqrt(Math.max(0, value)));
  }

  /**
   * A function of a symmetric matrix: V f(d) V' of eigenvectors V and eigenvalues d.
   *
   * @param matrix symmetric, finite
   * @param function of an eigenvalue
   * @return symmetric up to rounding
   */
  public static double[][] function(double[][] matrix, DoubleUnaryOperator function) {
    SymmetricEigen eigen = SymmetricEigen.of(matrix);
    double[][] vectors = eigen.vectors();
    int n = matrix.length;
    double[][] scaled = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        scaled[i][k] = vectors[k][i] * function.applyAsDouble(eigen.values()[k]);
      }
    }
    return multiply(scaled, vectors);
  }

  /**
   * The eigenvalues of a symmetric matrix, with an error of a few rounding units of the largest
   * one.
   *
   * @param matrix symmetric, finite
   * @return in no particular order
   */
  public static double[] eigenvalues(double[][] matrix) {
    return SymmetricEigen.values(matrix);
  }

  /**
   * The mean of a matrix and its transpose.
   *
   * @param matrix square
   * @return exactly symmetric
   */
  public static double[][] symmetric(double[][] matrix) {
    int n = matrix.length;
    double[][] mean = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        mean[i][j] = (matrix[i][j] + matrix[j][i]) / 2;
      }
    }
    return mean;
  }

  /**
   * The sum of the diagonal.
   *
   * @param matrix square
   * @return its trace
   */
  public static double trace(double[][] matrix) {
    double sum = 0;
    for (int i = 0; i < matrix.length; i++) {
      sum += matrix[i][i];
    }
    return sum;
  }
}

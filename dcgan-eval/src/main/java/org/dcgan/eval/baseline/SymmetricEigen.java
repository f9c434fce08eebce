package org.dcgan.eval.baseline;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations, in double: slow
 * for thousands of rows, exact to the last digits for the hundreds that whitening needs.
 *
 * @param values [n], in no particular order
 * @param vectors [n, n]: row i is the eigenvector of value i; rows are orthonormal
 */
@SuppressWarnings("ArrayRecordComponent")
record SymmetricEigen(double[] values, double[] vectors) {
  /** Convergence is quadratic: six to ten sweeps are usual for a few hundred rows. */
  private static final int MAX_SWEEPS = 60;

  /** What is left beside the diagonal, relative to the whole. */
  private static final double NEGLIGIBLE = 1e-14;

  /**
   * Decomposes.
   *
   * @param matrix [n, n], symmetric and finite; only copied
   * @param n rows and columns
   */
  static SymmetricEigen of(double[] matrix, int n) {
    checkArgument(matrix.length == (long) n * n, "%s rows need %s values", n, (long) n * n);
    double[] a = matrix.clone();
    double[] v = new double[n * n];
    double whole = 0;
    for (int i = 0; i < n; i++) {
      v[i * n + i] = 1;
    }
    for (double value : a) {
      checkArgument(Double.isFinite(value), "the matrix has values that are not finite");
      whole += value * value;
    }
    for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
      if (beside(a, n) <= NEGLIGIBLE * NEGLIGIBLE * whole) {
        return new SymmetricEigen(diagonal(a, n), v);
      }
      for (int p = 0; p < n - 1; p++) {
        for (int q = p + 1; q < n; q++) {
          rotate(a, v, n, p, q);
        }
      }
    }
    throw new IllegalArgumentException(
        "a matrix of " + n + " rows did not become diagonal; is it symmetric?");
  }

  private static double beside(double[] a, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        sum += 2 * a[i * n + j] * a[i * n + j];
      }
    }
    return sum;
  }

  private static double[] diagonal(double[] a, int n) {
    double[] diagonal = new double[n];
    for (int i = 0; i < n; i++) {
      diagonal[i] = a[i * n + i];
    }
    return diagonal;
  }

  /** Makes the value at (p, q) 0 by the smaller of the two angles that do. */
  private static void rotate(double[] a, double[] v, int n, int p, int q) {
    double apq = a[p * n + q];
    if (apq == 0) {
      return;
    }
    double theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
    double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    double c = 1 / Math.sqrt(t * t + 1);
    double s = t * c;
    rotateRows(a, n, p, q, c, s);
    for (int row = 0; row < n * n; row += n) {
      double x = a[row + p];
      double y = a[row + q];
      a[row + p] = c * x - s * y;
      a[row + q] = s * x + c * y;
    }
    a[p * n + q] = 0;
    a[q * n + p] = 0;
    rotateRows(v, n, p, q, c, s);
  }

  private static void rotateRows(double[] m, int n, int p, int q, double c, double s) {
    int atP = p * n;
    int atQ = q * n;
    for (int i = 0; i < n; i++) {
      double x = m[atP + i];
      double y = m[atQ + i];
      m[atP + i] = c * x - s * y;
      m[atQ + i] = s * x + c * y;
    }
  }
}

package org.dcgan.eval.matrix;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Eigenvalues and eigenvectors of a real symmetric matrix: Householder's reflections to three
 * diagonals, then QL steps with implicit shifts (Golub and Van Loan, Matrix Computations, 4th
 * edition, sections 8.3.1 and 8.3.3; the QL variant of Dubrulle, Martin and Wilkinson, 1968).
 * Backward stable: eigenvalues are off by some units of rounding of the largest one.
 */
final class SymmetricEigen {
  private static final int MOST_STEPS = 60;
  private static final double EPSILON = 0x1p-52;

  /** Rows of a matrix from which on threads are worth their start. */
  private static final int PARALLEL_ROWS = 512;

  private final double[] values;

  /** Row k is the eigenvector of value k; null where they were not asked for. */
  private final double @org.jspecify.annotations.Nullable [][] vectors;

  private SymmetricEigen(double[] values, double @org.jspecify.annotations.Nullable [][] vectors) {
    this.values = values;
    this.vectors = vectors;
  }

  /**
   * Eigenvalues and eigenvectors.
   *
   * @param matrix symmetric, finite; only read
   */
  static SymmetricEigen of(double[][] matrix) {
    return decompose(matrix, true);
  }

  /**
   * Eigenvalues alone, in less than half the time.
   *
   * @param matrix symmetric, finite; only read
   * @return in no particular order
   */
  static double[] values(double[][] matrix) {
    return decompose(matrix, false).values;
  }

  double[] values() {
    return values;
  }

  /** Unit vectors, one a row, in the order of the values. */
  double[][] vectors() {
    return java.util.Objects.requireNonNull(vectors);
  }

  private static SymmetricEigen decompose(double[][] matrix, boolean wantVectors) {
    int n = matrix.length;
    double[][] a = new double[n][];
    for (int i = 0; i < n; i++) {
      a[i] = matrix[i].clone();
    }
    double[][] reflections = new double[n][];
    double[] diagonal = new double[n];
    double[] beside = new double[n];
    tridiagonalize(a, reflections, diagonal, beside);
    double[][] vectors = wantVectors ? product(reflections, n) : null;
    ql(diagonal, beside, vectors);
    return new SymmetricEigen(diagonal, vectors);
  }

  /**
   * Reflects rows and columns k + 1 and on, so that of column k only two entries are left beside
   * each other. Reflection k is I - 2 v v' with the unit vector v, which is kept.
   */
  private static void tridiagonalize(
      double[][] a, double[][] reflections, double[] diagonal, double[] beside) {
    int n = a.length;
    double[] image = new double[n];
    for (int k = 0; k < n; k++) {
      diagonal[k] = a[k][k];
      if (k == n - 1) {
        break;
      }
      double[] v = new double[n];
      double largest = 0;
      for (int i = k + 1; i < n; i++) {
        largest = Math.max(largest, Math.abs(a[i][k]));
      }
      double sum = 0;
      for (int i = k + 1; i < n && largest > 0; i++) {
        v[i] = a[i][k] / largest;
        sum += v[i] * v[i];
      }
      double norm = Math.sqrt(sum);
      double pivot = v[k + 1];
      beside[k] = -Math.copySign(norm * largest, pivot);
      if (norm == 0 || norm == Math.abs(pivot)) {
        beside[k] = a[k + 1][k];
        continue;
      }
      v[k + 1] = pivot + Math.copySign(norm, pivot);
      double length = Math.sqrt(sum - pivot * pivot + v[k + 1] * v[k + 1]);
      for (int i = k + 1; i < n; i++) {
        v[i] /= length;
      }
      // A becomes A - 2 v w' - 2 w v', where w = A v - (v' A v) v.
      int below = k + 1;
      forRows(below, n, i -> image[i] = Matrices.dot(a[i], v, below));
      double inner = 0;
      for (int i = below; i < n; i++) {
        inner += image[i] * v[i];
      }
      for (int i = below; i < n; i++) {
        image[i] -= inner * v[i];
      }
      forRows(
          below,
          n,
          i -> {
            double[] row = a[i];
            double twiceV = 2 * v[i];
            double twiceW = 2 * image[i];
            for (int j = below; j < n; j++) {
              row[j] -= twiceV * image[j] + twiceW * v[j];
            }
          });
      reflections[k] = v;
    }
  }

  /** Calls an action for each row, in several threads where that is worth it. */
  private static void forRows(int from, int to, IntConsumer action) {
    IntStream rows = IntStream.range(from, to);
    (to - from >= PARALLEL_ROWS ? rows.parallel() : rows).forEach(action);
  }

  /** The product of all reflections, turned: row k is what QL turns into eigenvector k. */
  private static double[][] product(double[][] reflections, int n) {
    double[][] q = new double[n][n];
    for (int i = 0; i < n; i++) {
      q[i][i] = 1;
    }
    // Rows of Q' = columns of H(0) H(1) ... applied to unit vectors, last reflection first.
    for (int row = 0; row < n; row++) {
      double[] x = q[row];
      for (int k = Math.min(row, n - 1); k >= 0; k--) {
        double[] v = reflections[k];
        if (v != null) {
          double dot = 0;
          for (int i = k + 1; i < n; i++) {
            dot += v[i] * x[i];
          }
          double twice = 2 * dot;
          for (int i = k + 1; i < n; i++) {
            x[i] -= twice * v[i];
          }
        }
      }
    }
    return q;
  }

  private static void ql(
      double[] d, double[] e, double @org.jspecify.annotations.Nullable [][] vectors) {
    int n = d.length;
    double size = 0;
    for (int i = 0; i < n; i++) {
      size = Math.max(size, Math.abs(d[i]) + Math.abs(e[i]));
    }
    // Against the whole matrix, not only its neighbors: the rest of a singular covariance is
    // rounding error, and never settles by its own measure.
    double negligible = EPSILON * size;
    for (int low = 0; low < n; low++) {
      for (int step = 0; ; step++) {
        int m = low;
        while (m < n - 1 && Math.abs(e[m]) > negligible) {
          m++;
        }
        if (m == low) {
          break;
        }
        if (step == MOST_STEPS) {
          throw new ArithmeticException(
              "an eigenvalue of a "
                  + n
                  + "x"
                  + n
                  + " matrix did not settle; are all its values"
                  + " finite?");
        }
        sweep(d, e, low, m, vectors);
      }
    }
  }

  /** One QL step on rows low to m. */
  private static void sweep(
      double[] d,
      double[] e,
      int low,
      int m,
      double @org.jspecify.annotations.Nullable [][] vectors) {
    double shift = (d[low + 1] - d[low]) / (2 * e[low]);
    double root = Math.hypot(shift, 1);
    double g = d[m] - d[low] + e[low] / (shift + Math.copySign(root, shift));
    double sine = 1;
    double cosine = 1;
    double correction = 0;
    for (int i = m - 1; i >= low; i--) {
      double f = sine * e[i];
      double b = cosine * e[i];
      double radius = Math.hypot(f, g);
      e[i + 1] = radius;
      if (radius == 0) {
        d[i + 1] -= correction;
        e[m] = 0;
        return;
      }
      sine = f / radius;
      cosine = g / radius;
      g = d[i + 1] - correction;
      radius = (d[i] - g) * sine + 2 * cosine * b;
      correction = sine * radius;
      d[i + 1] = g + correction;
      g = cosine * radius - b;
      if (vectors != null) {
        rotate(vectors[i], vectors[i + 1], sine, cosine);
      }
    }
    d[low] -= correction;
    e[low] = g;
    e[m] = 0;
  }

  private static void rotate(double[] one, double[] next, double sine, double cosine) {
    for (int k = 0; k < one.length; k++) {
      double x = one[k];
      double y = next[k];
      next[k] = sine * x + cosine * y;
      one[k] = cosine * x - sine * y;
    }
  }
}

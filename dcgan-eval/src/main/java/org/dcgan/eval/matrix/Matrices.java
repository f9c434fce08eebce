package org.dcgan.eval.matrix;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** Products and functions of square matrices in double precision, in the common fork-join pool. */
public final class Matrices {
  private static final int TERMS = 4;

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
              for (int k = 0; k < b.length; k += TERMS) {
                addRows(a[i], b, k, product[i]);
              }
            });
    return product;
  }

  /**
   * The inner product of two rows from an index on, as four independent partial sums that the CPU
   * computes in parallel.
   *
   * @param a the row whose length counts
   * @param b at least as long
   * @param from the first index
   * @return the sum of the products
   */
  public static double dot(double[] a, double[] b, int from) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = from;
    for (; i + 3 < a.length; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      s0 += a[i] * b[i];
    }
    return s0 + s1 + (s2 + s3);
  }

  /**
   * Adds up to four multiples of rows, fewer at the end of the rows. The JIT compiler uses vector
   * instructions for four.
   *
   * @param factors a factor for each row
   * @param rows the rows, at least as long as {@code sum}
   * @param first the first of the four rows
   * @param sum receives the sum
   */
  public static void addRows(double[] factors, double[][] rows, int first, double[] sum) {
    if (first + TERMS > rows.length) {
      for (int k = first; k < rows.length; k++) {
        double factor = factors[k];
        double[] row = rows[k];
        for (int j = 0; j < sum.length; j++) {
          sum[j] += factor * row[j];
        }
      }
      return;
    }
    double[] w = rows[first];
    double[] x = rows[first + 1];
    double[] y = rows[first + 2];
    double[] z = rows[first + 3];
    double a = factors[first];
    double b = factors[first + 1];
    double c = factors[first + 2];
    double d = factors[first + 3];
    for (int j = 0; j < sum.length; j++) {
      sum[j] += a * w[j] + b * x[j] + c * y[j] + d * z[j];
    }
  }

  /**
   * A factor F with F' F equal to a symmetric matrix without negative eigenvalues: Cholesky's
   * factorization with the largest remaining diagonal element as the pivot (Golub and Van Loan,
   * Matrix Computations, 4th edition, section 4.2.8). It ends when the rest is rounding error, so
   * that the factor of a singular matrix has only as many rows as the matrix has rank.
   *
   * @param matrix [n, n], symmetric, finite; only read
   * @return [rank, n]
   */
  public static double[][] factor(double[][] matrix) {
    int n = matrix.length;
    double[] rest = new double[n];
    double largest = 0;
    for (int i = 0; i < n; i++) {
      rest[i] = matrix[i][i];
      largest = Math.max(largest, rest[i]);
    }
    double negligible = n * 0x1p-52 * largest;
    double[][] factor = new double[n][];
    double[] multiples = new double[n];
    for (int rank = 0; rank < n; rank++) {
      int pivot = 0;
      for (int i = 1; i < n; i++) {
        pivot = rest[i] > rest[pivot] ? i : pivot;
      }
      if (!(rest[pivot] > negligible)) {
        return Arrays.copyOf(factor, rank);
      }
      double[] row = matrix[pivot].clone();
      for (int k = 0; k < rank; k++) {
        multiples[k] = -factor[k][pivot];
      }
      double[][] earlier = Arrays.copyOf(factor, rank);
      for (int k = 0; k < rank; k += TERMS) {
        addRows(multiples, earlier, k, row);
      }
      double root = Math.sqrt(rest[pivot]);
      for (int i = 0; i < n; i++) {
        row[i] /= root;
        rest[i] -= row[i] * row[i];
      }
      // Exactly, so that no element is chosen twice.
      rest[pivot] = 0;
      factor[rank] = row;
    }
    return factor;
  }

  /**
   * The transpose.
   *
   * @param matrix [n, m], n at least 1
   * @return [m, n]
   */
  public static double[][] transpose(double[][] matrix) {
    double[][] turned = new double[matrix[0].length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < turned.length; j++) {
        turned[j][i] = matrix[i][j];
      }
    }
    return turned;
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

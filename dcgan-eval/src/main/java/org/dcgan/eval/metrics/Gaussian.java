package org.dcgan.eval.metrics;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.FloatBuffer;
import java.util.Locale;
import java.util.stream.IntStream;
import org.dcgan.ResourceLimitException;
import org.dcgan.eval.matrix.Matrices;
import org.dcgan.feature.Features;
import org.dcgan.internal.UsableHeap;
import org.jspecify.annotations.Nullable;

/** Mean and covariance of rows of features, in double precision. */
final class Gaussian {
  /** Rows that are converted to double precision at a time, so that memory is bounded. */
  private static final int BLOCK_ROWS = 256;

  private static final int TILE_ROWS = 64;
  private static final int TILE_COLUMNS = 256;

  private final double[] mean;
  private final double[][] covariance;
  private double @Nullable [][] factor;

  Gaussian(double[] mean, double[][] covariance) {
    this.mean = mean;
    this.covariance = covariance;
  }

  /** Estimates mean and covariance from at least two rows; the covariance is divided by n - 1. */
  static Gaussian of(Features features) {
    int count = features.count();
    int dim = features.dim();
    checkArgument(
        count >= 2,
        "a covariance needs at least 2 rows of features, got %s; use more images",
        count);
    requireHeap(dim, count, Runtime.getRuntime().maxMemory());
    FloatBuffer data = features.data();
    double[] mean = new double[dim];
    for (int row = 0, i = 0; row < count; row++) {
      for (int k = 0; k < dim; k++, i++) {
        mean[k] += data.get(i);
      }
    }
    for (int k = 0; k < dim; k++) {
      mean[k] /= count;
    }
    double[][] covariance = new double[dim][dim];
    for (int from = 0; from < count; from += BLOCK_ROWS) {
      int rows = Math.min(BLOCK_ROWS, count - from);
      // Rows of zeros at the end add nothing.
      double[][] centered = new double[(rows + 3) / 4 * 4][dim];
      for (int row = 0, i = from * dim; row < rows; row++) {
        for (int k = 0; k < dim; k++, i++) {
          centered[row][k] = data.get(i) - mean[k];
        }
      }
      addProducts(centered, covariance);
    }
    for (int a = 0; a < dim; a++) {
      for (int b = 0; b <= a; b++) {
        covariance[a][b] /= count - 1;
        covariance[b][a] = covariance[a][b];
      }
    }
    return new Gaussian(mean, covariance);
  }

  /**
   * Refuses covariances whose distance does not fit into the heap: two covariances, the factor of
   * one, and the larger of the products with it and of the four matrices of its rank whose
   * eigenvalues are computed.
   */
  static void requireHeap(int dim, int count, long heap) {
    double rank = Math.min(dim, count - 1);
    double matrices = 2.0 * dim * dim + rank * dim;
    double bytes =
        Double.BYTES * (matrices + Math.max(2 * rank * dim + rank * rank, 4 * rank * rank));
    if (bytes > UsableHeap.of(heap)) {
      throw new ResourceLimitException(
          String.format(
              Locale.ROOT,
              "a Frechet distance over %,d dimensions needs %,.0f MB of Java heap for covariances,"
                  + " but the heap is limited to %,d MB (-Xmx); use an extractor with fewer"
                  + " features, or increase the heap",
              dim,
              bytes / (1 << 20),
              heap >> 20));
    }
  }

  /** Adds X' X to the lower triangle, in tiles whose values stay in the CPU's caches. */
  private static void addProducts(double[][] rows, double[][] sums) {
    int dim = sums.length;
    IntStream.range(0, (dim + TILE_ROWS - 1) / TILE_ROWS)
        .parallel()
        .forEach(
            tile -> {
              int first = tile * TILE_ROWS;
              int last = Math.min(dim, first + TILE_ROWS);
              for (int from = 0; from < last; from += TILE_COLUMNS) {
                for (int row = 0; row < rows.length; row += 4) {
                  for (int a = Math.max(first, from); a < last; a++) {
                    int to = Math.min(a + 1, from + TILE_COLUMNS);
                    addFour(sums[a], from, to, rows, row, a);
                  }
                }
              }
            });
  }

  /** Separate arrays with one index, for which the JIT compiler uses vector instructions. */
  private static void addFour(
      double[] sums, int from, int to, double[][] rows, int row, int column) {
    double[] w = rows[row];
    double[] x = rows[row + 1];
    double[] y = rows[row + 2];
    double[] z = rows[row + 3];
    double a = w[column];
    double b = x[column];
    double c = y[column];
    double d = z[column];
    for (int k = from; k < to; k++) {
      sums[k] += a * w[k] + b * x[k] + c * y[k] + d * z[k];
    }
  }

  /**
   * The Frechet distance of two Gaussians, squared as is customary (Dowson and Landau, 1982; Heusel
   * et al., 2017): |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)). The last trace is taken of the
   * symmetric (F C2 F')^(1/2) with F' F = C1, which has the same eigenvalues but for zeros, also
   * where a covariance is singular.
   *
   * @return at least 0
   */
  double frechetDistance(Gaussian other) {
    checkArgument(
        mean.length == other.mean.length,
        "real features have %s dimensions and generated ones %s; extract both with the same"
            + " extractor",
        mean.length,
        other.mean.length);
    double sum = 0;
    for (int k = 0; k < mean.length; k++) {
      double difference = mean[k] - other.mean[k];
      sum += difference * difference;
    }
    if (factor == null) {
      factor = Matrices.factor(covariance);
    }
    double common = 0;
    if (factor.length > 0) {
      double[][] between =
          Matrices.multiply(
              Matrices.multiply(factor, other.covariance), Matrices.transpose(factor));
      for (double value : Matrices.eigenvalues(Matrices.symmetric(between))) {
        common += Math.sqrt(Math.max(0, value));
      }
    }
    double spread = Matrices.trace(covariance) + Matrices.trace(other.covariance);
    return Math.max(0, sum + spread - 2 * common);
  }
}

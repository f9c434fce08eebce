package org.dcgan.eval.metrics;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.dcgan.eval.matrix.Matrices;
import org.dcgan.feature.Features;
import org.jspecify.annotations.Nullable;

/** Mean and covariance of rows of features, in double precision. */
final class Gaussian {
  private final double[] mean;
  private final double[][] covariance;
  private double @Nullable [][] root;

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
    // Centered columns, each contiguous in memory, so that an entry is a sum over neighboring
    // values.
    double[][] columns = new double[dim][count];
    for (int row = 0, i = 0; row < count; row++) {
      for (int k = 0; k < dim; k++, i++) {
        columns[k][row] = data.get(i) - mean[k];
      }
    }
    double[][] covariance = new double[dim][dim];
    IntStream.range(0, dim)
        .parallel()
        .forEach(
            a -> {
              for (int b = 0; b <= a; b++) {
                covariance[a][b] = dot(columns[a], columns[b]) / (count - 1);
              }
            });
    for (int a = 0; a < dim; a++) {
      for (int b = 0; b < a; b++) {
        covariance[b][a] = covariance[a][b];
      }
    }
    return new Gaussian(mean, covariance);
  }

  /** The inner product, as four independent partial sums that the CPU computes in parallel. */
  static double dot(double[] a, double[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
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
   * The Frechet distance of two Gaussians, squared as is customary (Dowson and Landau, 1982; Heusel
   * et al., 2017): |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)). The last trace is taken of the
   * symmetric (R C2 R)^(1/2) with R the root of C1, which has the same eigenvalues, also where a
   * covariance is singular.
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
    if (root == null) {
      root = Matrices.root(covariance);
    }
    double[][] between =
        Matrices.symmetric(Matrices.multiply(Matrices.multiply(root, other.covariance), root));
    double common = 0;
    for (double value : Matrices.eigenvalues(between)) {
      common += Math.sqrt(Math.max(0, value));
    }
    double spread = Matrices.trace(covariance) + Matrices.trace(other.covariance);
    return Math.max(0, sum + spread - 2 * common);
  }
}

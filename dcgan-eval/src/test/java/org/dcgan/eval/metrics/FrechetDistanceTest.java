package org.dcgan.eval.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.dcgan.eval.matrix.Matrices;
import org.dcgan.eval.matrix.RandomMatrices;
import org.dcgan.feature.Features;
import org.dcgan.random.SeededRandom;
import org.junit.jupiter.api.Test;

/** Against closed forms and against another square root: Denman and Beavers' iteration. */
class FrechetDistanceTest {

  @Test
  void givenDiagonalGaussians_whenCompared_thenTheDistanceIsTheClosedForm() {
    double[] m1 = {0, 1, -2};
    double[] m2 = {3, 1, 2};
    double[] v1 = {1, 4, 0.25};
    double[] v2 = {9, 1, 0};

    double distance = gaussian(m1, v1).frechetDistance(gaussian(m2, v2));

    double expected = 0;
    for (int k = 0; k < 3; k++) {
      expected += Math.pow(m1[k] - m2[k], 2) + Math.pow(Math.sqrt(v1[k]) - Math.sqrt(v2[k]), 2);
    }
    assertThat(distance).isCloseTo(expected, within(1e-12));
  }

  private static Gaussian gaussian(double[] mean, double[] variances) {
    double[][] covariance = new double[mean.length][mean.length];
    for (int i = 0; i < mean.length; i++) {
      covariance[i][i] = variances[i];
    }
    return new Gaussian(mean, covariance);
  }

  @Test
  void givenFullCovariances_whenCompared_thenTheTraceIsThatOfDenmanAndBeaversRoot() {
    int n = 20;
    double[][] a = RandomMatrices.ofRank(n, 60);
    double[][] b = RandomMatrices.ofRank(n, 45);
    double[] zero = new double[n];

    double distance = new Gaussian(zero, a).frechetDistance(new Gaussian(zero, b));

    // The root of the product itself, which is not symmetric.
    double common = Matrices.trace(denmanBeavers(plainProduct(a, b)));
    double expected = Matrices.trace(a) + Matrices.trace(b) - 2 * common;
    assertThat(distance).isCloseTo(expected, within(1e-8 * expected));
  }

  /** Y and Z converge to the root and its inverse: Y' = (Y + Z^-1) / 2, Z' = (Z + Y^-1) / 2. */
  private static double[][] denmanBeavers(double[][] matrix) {
    int n = matrix.length;
    double[][] y = matrix;
    double[][] z = new double[n][n];
    for (int i = 0; i < n; i++) {
      z[i][i] = 1;
    }
    for (int step = 0; step < 40; step++) {
      double[][] inverseOfY = inverse(y);
      y = mean(y, inverse(z));
      z = mean(z, inverseOfY);
    }
    return y;
  }

  private static double[][] mean(double[][] a, double[][] b) {
    double[][] mean = new double[a.length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a.length; j++) {
        mean[i][j] = (a[i][j] + b[i][j]) / 2;
      }
    }
    return mean;
  }

  /** Gauss and Jordan, with pivots. */
  private static double[][] inverse(double[][] matrix) {
    int n = matrix.length;
    double[][] a = new double[n][2 * n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(matrix[i], 0, a[i], 0, n);
      a[i][n + i] = 1;
    }
    for (int c = 0; c < n; c++) {
      int pivot = c;
      for (int r = c + 1; r < n; r++) {
        pivot = Math.abs(a[r][c]) > Math.abs(a[pivot][c]) ? r : pivot;
      }
      double[] row = a[pivot];
      a[pivot] = a[c];
      a[c] = row;
      double divisor = row[c];
      for (int k = 0; k < 2 * n; k++) {
        row[k] /= divisor;
      }
      for (int r = 0; r < n; r++) {
        double factor = a[r][c];
        if (r != c) {
          for (int k = 0; k < 2 * n; k++) {
            a[r][k] -= factor * row[k];
          }
        }
      }
    }
    double[][] inverse = new double[n][];
    for (int i = 0; i < n; i++) {
      inverse[i] = java.util.Arrays.copyOfRange(a[i], n, 2 * n);
    }
    return inverse;
  }

  private static double[][] plainProduct(double[][] a, double[][] b) {
    int n = a.length;
    double[][] product = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          product[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return product;
  }

  @Test
  void givenFeatures_whenDescribed_thenMeanAndCovarianceAreThoseOfAPlainLoop() {
    Features rows = Features.of(2, new float[] {1, 2, 3, 5, 5, 2, 7, 7});

    // Means 4 and 4, deviations (-3,-2), (-1,1), (1,-2), (3,3): over n - 1 = 3.
    double[][] covariance = {{20 / 3.0, 12 / 3.0}, {12 / 3.0, 18 / 3.0}};
    double squaredMean = 32;
    double trace = 20 / 3.0 + 18 / 3.0;
    double distanceFromNothing =
        Gaussian.of(rows).frechetDistance(new Gaussian(new double[2], new double[2][2]));

    assertThat(distanceFromNothing).isCloseTo(squaredMean + trace, within(1e-12));
    // Only the right covariance is at distance 0.
    assertThat(Gaussian.of(rows).frechetDistance(new Gaussian(new double[] {4, 4}, covariance)))
        .isCloseTo(0, within(1e-12));
  }

  @Test
  void givenTheSameFeatures_whenCompared_thenTheDistanceIsZeroAlsoWhereThereAreFewRows() {
    // 8 rows of 30 dimensions: covariances of rank 7.
    Features rows = random(1, 8, 30, 0);

    assertThat(FrechetDistance.between(rows, rows)).isCloseTo(0, within(1e-6));
  }

  @Test
  void givenFeatures_whenMovedFurther_thenTheDistanceGrowsAndIsTheSameFromBothSides() {
    Features real = random(1, 200, 10, 0);
    Features near = random(2, 200, 10, 0.5);
    Features far = random(2, 200, 10, 2);

    assertThat(FrechetDistance.between(real, far))
        .isGreaterThan(FrechetDistance.between(real, near) + 30);
    assertThat(FrechetDistance.between(far, real))
        .isCloseTo(FrechetDistance.between(real, far), within(1e-9));
  }

  @Test
  void givenTooFewRowsOrOtherDimensions_whenCompared_thenTheMessageNamesThem() {
    assertThatThrownBy(() -> FrechetDistance.between(random(1, 1, 3, 0), random(1, 5, 3, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 2 rows");
    assertThatThrownBy(() -> FrechetDistance.between(random(1, 5, 4, 0), random(1, 5, 3, 0)))
        .hasMessageContaining("4 dimensions");
    assertThatThrownBy(
            () -> KernelDistance.between(random(1, 5, 4, 0), random(1, 5, 3, 0), 1, 9, 0))
        .hasMessageContaining("4 dimensions");
  }

  @Test
  void givenFeatures_whenComparedByKernels_thenTheEstimateIsThatOfAPlainLoop() {
    int n = 12;
    int dim = 5;
    Features x = random(1, n, dim, 0);
    Features y = random(2, n, dim, 0.7);

    double within = 0;
    double between = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        if (i != j) {
          within += kernel(x, i, x, j) + kernel(y, i, y, j);
        }
        between += kernel(x, i, y, j);
      }
    }
    double expected = within / (n * (n - 1)) - 2 * between / (n * n);

    assertThat(KernelDistance.between(x, y, 1, 100, 4)).isCloseTo(expected, within(1e-12));
    assertThat(KernelDistance.between(x, y, 3, 100, 4)).isCloseTo(expected, within(1e-12));
    assertThat(KernelDistance.between(x, y, 3, 6, 4)).isNotCloseTo(expected, within(1e-6));
  }

  private static double kernel(Features a, int i, Features b, int j) {
    double dot = 0;
    for (int k = 0; k < a.dim(); k++) {
      dot += (double) a.value(i, k) * b.value(j, k);
    }
    return Math.pow(dot / a.dim() + 1, 3);
  }

  @Test
  void givenTwoSamplesOfOneDistribution_whenComparedByKernels_thenTheEstimateIsAroundZero() {
    double sum = 0;
    for (int i = 0; i < 400; i++) {
      sum += KernelDistance.between(random(i, 40, 6, 0), random(1000 + i, 40, 6, 0), 1, 40, 0);
    }

    assertThat(sum / 400).isCloseTo(0, within(0.03));
    assertThat(KernelDistance.between(random(1, 40, 6, 0), random(2, 40, 6, 2), 1, 40, 0))
        .isGreaterThan(1);
  }

  private static Features random(long seed, int count, int dim, double shift) {
    SeededRandom random = SeededRandom.of(seed);
    float[] rows = new float[count * dim];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) (random.nextGaussian() + shift);
    }
    return Features.of(dim, rows);
  }
}

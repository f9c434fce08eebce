package org.dcgan.eval.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Eigenvectors and factors are tested by their defining equations. */
class SymmetricEigenTest {

  @ParameterizedTest(name = "{0}x{0} of rank {1}")
  @CsvSource({"1, 1", "2, 2", "3, 1", "10, 10", "40, 7", "97, 97", "30, 0"})
  void givenAMatrix_whenDecomposed_thenVectorsAreOrthonormalAndOnlyStretched(int n, int rank) {
    double[][] matrix = RandomMatrices.ofRank(n, rank);

    SymmetricEigen eigen = SymmetricEigen.of(matrix);

    double size = Math.max(1e-300, Math.abs(Arrays.stream(eigen.values()).max().orElseThrow()));
    for (int a = 0; a < n; a++) {
      double[] v = eigen.vectors()[a];
      for (int i = 0; i < n; i++) {
        double stretched = dot(matrix[i], v);
        assertThat(stretched).isCloseTo(eigen.values()[a] * v[i], within(1e-12 * n * size));
      }
      for (int b = 0; b <= a; b++) {
        assertThat(dot(v, eigen.vectors()[b])).isCloseTo(a == b ? 1 : 0, within(1e-13 * n));
      }
    }
    double[] alone = SymmetricEigen.values(matrix);
    double[] together = eigen.values().clone();
    Arrays.sort(alone);
    Arrays.sort(together);
    assertThat(alone).containsExactly(together, within(1e-12 * size));
  }

  @Test
  void givenADiagonalWithEqualAndTinyAndHugeValues_whenDecomposed_thenTheseAreTheEigenvalues() {
    double[] diagonal = {3, 3, 3, 0, 1e-200, 1e200, -7};
    double[][] matrix = new double[7][7];
    for (int i = 0; i < 7; i++) {
      matrix[i][i] = diagonal[i];
    }

    assertThat(SymmetricEigen.values(matrix)).containsExactlyInAnyOrder(diagonal);
  }

  /** A known one: 2 on the diagonal and -1 beside it has 2 - 2 cos(k pi / (n + 1)). */
  @Test
  void givenTheSecondDifferences_whenDecomposed_thenEigenvaluesAreThoseOfTheTextbooks() {
    int n = 50;
    double[][] matrix = new double[n][n];
    for (int i = 0; i < n; i++) {
      matrix[i][i] = 2;
      if (i > 0) {
        matrix[i][i - 1] = -1;
        matrix[i - 1][i] = -1;
      }
    }

    double[] values = SymmetricEigen.values(matrix);

    Arrays.sort(values);
    for (int k = 1; k <= n; k++) {
      assertThat(values[k - 1]).isCloseTo(2 - 2 * Math.cos(k * Math.PI / (n + 1)), within(1e-13));
    }
  }

  /** The covariance of a random walk: 1 / (4 sin^2((2 k - 1) pi / (4 n + 2))). */
  @ParameterizedTest(name = "{0}x{0}")
  @ValueSource(ints = {3, 50, 600})
  void givenTheCovarianceOfARandomWalk_whenDecomposed_thenEigenvaluesAreThoseOfTheTextbooks(int n) {
    double[][] matrix = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        matrix[i][j] = Math.min(i, j) + 1;
      }
    }

    double[] values = SymmetricEigen.values(matrix);

    Arrays.sort(values);
    double[] expected = new double[n];
    for (int k = 1; k <= n; k++) {
      double sine = Math.sin((2 * k - 1) * Math.PI / (4 * n + 2));
      expected[n - k] = 1 / (4 * sine * sine);
    }
    assertThat(values).containsExactly(expected, within(1e-13 * expected[n - 1]));
  }

  @ParameterizedTest(name = "{0}x{0} of rank {1}")
  @CsvSource({"1, 1", "3, 1", "10, 10", "40, 7", "97, 97", "30, 0"})
  void givenAMatrixWithoutNegativeEigenvalues_whenFactored_thenTheProductIsTheMatrix(
      int n, int rank) {
    double[][] matrix = RandomMatrices.ofRank(n, rank);

    double[][] factor = Matrices.factor(matrix);

    assertThat(factor).hasNumberOfRows(rank);
    if (rank > 0) {
      double[][] product = Matrices.multiply(Matrices.transpose(factor), factor);
      for (int i = 0; i < n; i++) {
        assertThat(product[i]).containsExactly(matrix[i], within(1e-13 * n));
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}

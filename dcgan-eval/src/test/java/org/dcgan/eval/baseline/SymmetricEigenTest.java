package org.dcgan.eval.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.dcgan.random.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricEigenTest {

  private static double[] symmetric(int n, long seed) {
    SeededRandom random = SeededRandom.of(seed, n);
    double[] matrix = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        matrix[i * n + j] = random.nextGaussian();
        matrix[j * n + i] = matrix[i * n + j];
      }
    }
    return matrix;
  }

  private static double[] reconstructed(SymmetricEigen eigen, int n) {
    double[] matrix = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          matrix[i * n + j] +=
              eigen.vectors()[k * n + i] * eigen.values()[k] * eigen.vectors()[k * n + j];
        }
      }
    }
    return matrix;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 27, 108})
  void givenASymmetricMatrix_whenDecomposed_thenItsPartsMakeItAgainAndAreOrthonormal(int n) {
    double[] matrix = symmetric(n, 1);
    SymmetricEigen eigen = SymmetricEigen.of(matrix, n);
    assertThat(reconstructed(eigen, n)).containsExactly(matrix, within(1e-11));
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double product = 0;
        for (int k = 0; k < n; k++) {
          product += eigen.vectors()[i * n + k] * eigen.vectors()[j * n + k];
        }
        assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-12));
      }
    }
  }

  @Test
  void givenTheEigenvaluesOfAKnownMatrix_whenDecomposed_thenTheyAreFound() {
    // 2 on the diagonal, -1 beside it: 2 - 2 cos(k pi / (n + 1)).
    int n = 5;
    double[] matrix = new double[n * n];
    for (int i = 0; i < n; i++) {
      matrix[i * n + i] = 2;
      if (i > 0) {
        matrix[i * n + i - 1] = -1;
        matrix[(i - 1) * n + i] = -1;
      }
    }
    double[] values = SymmetricEigen.of(matrix, n).values();
    java.util.Arrays.sort(values);
    for (int k = 1; k <= n; k++) {
      assertThat(values[k - 1]).isCloseTo(2 - 2 * Math.cos(k * Math.PI / (n + 1)), within(1e-13));
    }
  }

  @Test
  void givenNothingButNoughts_whenDecomposed_thenEigenvaluesAreNought() {
    assertThat(SymmetricEigen.of(new double[9], 3).values()).containsOnly(0);
  }

  @Test
  void givenANumberThatIsNone_whenDecomposed_thenItIsRefused() {
    double[] matrix = {1, 0, 0, Double.NaN};
    assertThatThrownBy(() -> SymmetricEigen.of(matrix, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not finite");
  }
}

package org.dcgan.tensorflow.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.dcgan.tensorflow.reference.Numbers.gaussian;

import org.dcgan.RuntimeOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Products against plain loops in double. */
class MatrixEngineTest {
  private static MatrixEngine engine;

  @BeforeAll
  static void open() {
    engine = new MatrixEngine(RuntimeOptions.DEFAULT);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void givenMoreRowsThanABlock_whenMultiplied_thenItIsTheProduct() {
    int rows = 5000;
    float[] a = gaussian(rows * 3, 1);
    float[] b = gaussian(3 * 700, 2);
    float[] product = engine.multiply(a, rows, 3, b, 700);
    for (int i : new int[] {0, 1, 2995, 2996, 4999}) {
      for (int j : new int[] {0, 350, 699}) {
        double sum = 0;
        for (int k = 0; k < 3; k++) {
          sum += (double) a[i * 3 + k] * b[k * 700 + j];
        }
        assertThat((double) product[i * 700 + j]).isCloseTo(sum, within(1e-5));
      }
    }
  }

  @Test
  void givenMoreRowsThanABlock_whenCrossMultiplied_thenAllRowsAreSummed() {
    int rows = 9000;
    float[] a = gaussian(rows * 2, 3);
    float[] b = gaussian(rows * 3, 4);
    double[] expected = new double[6];
    for (int n = 0; n < rows; n++) {
      for (int i = 0; i < 2; i++) {
        for (int j = 0; j < 3; j++) {
          expected[i * 3 + j] += (double) a[n * 2 + i] * b[n * 3 + j];
        }
      }
    }
    double[] sums = engine.crossProduct(a, 2, b, 3, rows);
    for (int i = 0; i < 6; i++) {
      assertThat(sums[i]).isCloseTo(expected[i], within(1e-2));
    }
  }

  @Test
  void givenRowsAndCentroids_whenAssigned_thenEachGoesToItsNearest() {
    int count = 3000;
    int d = 5;
    int k = 1100;
    float[] rows = gaussian(count * d, 5);
    float[] centroids = gaussian(k * d, 6);
    int[] nearest = new int[count];
    double sum = engine.nearest(rows, count, d, centroids, nearest);
    double expected = 0;
    for (int n = 0; n < count; n++) {
      double least = Double.MAX_VALUE;
      for (int c = 0; c < k; c++) {
        least = Math.min(least, squaredDistance(rows, n, centroids, c, d));
      }
      // Of two that are as near as rounding can tell, either will do.
      assertThat(squaredDistance(rows, n, centroids, nearest[n], d)).isCloseTo(least, within(1e-5));
      expected += least;
    }
    assertThat(sum).isCloseTo(expected, within(1e-4 * expected));
  }

  private static double squaredDistance(float[] a, int i, float[] b, int j, int d) {
    double sum = 0;
    for (int c = 0; c < d; c++) {
      double difference = a[i * d + c] - b[j * d + c];
      sum += difference * difference;
    }
    return sum;
  }

  @Test
  void givenTheSameTwice_whenComputed_thenTheBitsAreTheSame() {
    float[] a = gaussian(9000 * 8, 7);
    assertThat(engine.crossProduct(a, 8, a, 8, 9000))
        .containsExactly(engine.crossProduct(a, 8, a, 8, 9000));
  }

  @Test
  void givenNoRows_whenMultiplied_thenThereAreNone() {
    assertThat(engine.multiply(new float[0], 0, 3, new float[6], 2)).isEmpty();
  }

  @Test
  void givenTooFewValues_whenMultiplied_thenTheMessageSaysHowMany() {
    assertThatThrownBy(() -> engine.multiply(new float[5], 2, 3, new float[6], 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the first matrix must have 2 x 3 values, got 5");
  }
}

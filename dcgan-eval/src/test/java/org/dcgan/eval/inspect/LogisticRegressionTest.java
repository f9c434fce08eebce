package org.dcgan.eval.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.dcgan.eval.inspect.LogisticRegression.Options;
import org.dcgan.feature.Features;
import org.dcgan.random.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogisticRegressionTest {
  private static final int ROWS = 40;

  /** Waves, and classes that no line parts. */
  private static Features waves() {
    float[] values = new float[ROWS * 3];
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < 3; j++) {
        values[3 * i + j] = (float) Math.sin(1 + i * (j + 1) * 0.7);
      }
    }
    return Features.of(3, values);
  }

  private static boolean[] classes(Features rows) {
    boolean[] classes = new boolean[ROWS];
    for (int i = 0; i < ROWS; i++) {
      classes[i] = rows.value(i, 0) + 0.5 * rows.value(i, 1) + 0.8 * Math.sin((double) i * i) > 0.1;
    }
    return classes;
  }

  /** Expected values by Newton's method in numpy (float64), to the last digit. */
  @ParameterizedTest
  @CsvSource({
    "1, 1.4622033208395129, 1.2734736100661264, 0.25352196558162277, -0.37927266445657615",
    "0.05, 0.2986782625315013, 0.25572312249581136, 0.05118236313581484, -0.3269804868121874",
    "20, 2.5973762397217195, 2.3593728336585102, 0.6803464687333941, -0.11906227713297733"
  })
  void givenSinusoidalFeatures_whenFitted_thenWeightsAreThoseOfNewtonsMethod(
      double c, double w0, double w1, double w2, double b) {
    Features rows = waves();
    LogisticRegression fitted =
        LogisticRegression.fit(rows, classes(rows), new Options(c, 1e-10, 1000));

    assertThat(fitted.weights()).containsExactly(new double[] {w0, w1, w2}, within(1e-6));
    assertThat(fitted.bias()).isCloseTo(b, within(1e-6));
    assertThat(fitted.iterations()).isBetween(3, 100);
  }

  @Test
  void givenManyColumns_whenFitted_thenNoStepFromTheMinimumLeadsLower() {
    int rows = 700;
    int dim = 60;
    SeededRandom random = SeededRandom.of(5);
    float[] values = new float[rows * dim];
    boolean[] positive = new boolean[rows];
    for (int i = 0; i < rows; i++) {
      double sum = 0;
      for (int j = 0; j < dim; j++) {
        values[i * dim + j] = (float) random.nextGaussian();
        sum += (j % 3 - 1) * values[i * dim + j];
      }
      positive[i] = sum + 4 * random.nextGaussian() > 0;
    }
    LogisticRegression fitted =
        LogisticRegression.fit(Features.of(dim, values), positive, new Options(1, 1e-9, 1000));

    double[] at = java.util.Arrays.copyOf(fitted.weights(), dim + 1);
    at[dim] = fitted.bias();
    double least = plainLoss(values, positive, at);
    for (int j = 0; j <= dim; j++) {
      for (double step : new double[] {-1e-3, 1e-3}) {
        double[] moved = at.clone();
        moved[j] += step;
        assertThat(plainLoss(values, positive, moved)).as("coordinate %d", j).isGreaterThan(least);
      }
    }
  }

  private static double plainLoss(float[] values, boolean[] positive, double[] at) {
    int dim = at.length - 1;
    double loss = 0;
    for (int j = 0; j < dim; j++) {
      loss += at[j] * at[j] / 2;
    }
    for (int i = 0; i < positive.length; i++) {
      double score = at[dim];
      for (int j = 0; j < dim; j++) {
        score += at[j] * values[i * dim + j];
      }
      loss += Math.log(1 + Math.exp(positive[i] ? -score : score));
    }
    return loss;
  }

  @Test
  void givenLinearlySeparableRows_whenFitted_thenAllAreClassifiedCorrectly() {
    Features rows = Features.of(1, new float[] {-3, -2, -1, 1, 2, 3});
    boolean[] positive = {false, false, false, true, true, true};
    LogisticRegression fitted = LogisticRegression.fit(rows, positive, Options.DEFAULT);

    double[] scores = fitted.scores(rows);
    for (int i = 0; i < 6; i++) {
      assertThat(scores[i] > 0).isEqualTo(positive[i]);
    }
    assertThat(fitted.weight(0)).isPositive();
    assertThat(fitted.bias()).isCloseTo(0, within(1e-6));
  }

  @Test
  void givenAColumnOfZeros_whenFitted_thenItHasNoWeight() {
    Features rows = Features.of(2, new float[] {-1, 0, -2, 0, 1, 0, 2, 0});
    LogisticRegression fitted =
        LogisticRegression.fit(rows, new boolean[] {false, false, true, true}, Options.DEFAULT);

    assertThat(fitted.weight(1)).isZero();
  }

  @Test
  void givenOneClassOnly_whenFitted_thenTheErrorSaysSo() {
    assertThatThrownBy(
            () ->
                LogisticRegression.fit(
                    Features.of(1, new float[] {1, 2}),
                    new boolean[] {true, true},
                    Options.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 2 inside and 0 outside");
    assertThatThrownBy(
            () ->
                LogisticRegression.fit(
                    Features.of(1, new float[] {1, 2}), new boolean[] {true}, Options.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("each of 2 rows, got 1");
    assertThatThrownBy(() -> new Options(0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("c must be above 0")
        .hasMessageContaining("tolerance")
        .hasMessageContaining("maxIterations");
  }
}

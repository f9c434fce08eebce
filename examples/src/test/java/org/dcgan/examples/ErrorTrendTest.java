package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.dcgan.examples.ErrorTrend.Point;
import org.junit.jupiter.api.Test;

class ErrorTrendTest {

  @Test
  void givenAnExactPowerLaw_whenExtrapolated_thenItGoesOnWithoutAnInterval() {
    ErrorTrend trend =
        ErrorTrend.through(
            List.of(new Point(100, 0.5), new Point(400, 0.25), new Point(1_600, 0.125)));

    ErrorTrend.Prediction prediction = trend.at(6_400);

    assertThat(trend.slope()).isCloseTo(-0.5, within(1e-12));
    assertThat(prediction.error()).isCloseTo(0.0625, within(1e-12));
    assertThat(prediction.high() - prediction.low()).isLessThan(1e-12);
  }

  /**
   * The reference is SciPy 1.17: {@code stats.linregress} on the logarithms, whose standard errors
   * give that of a prediction, and {@code stats.t.ppf(.975, 4)}.
   */
  @Test
  void givenSixMeasurements_whenExtrapolated_thenTheIntervalIsThatOfLinearRegression() {
    ErrorTrend trend =
        ErrorTrend.through(
            List.of(
                new Point(2_000, 0.36),
                new Point(5_000, 0.33),
                new Point(10_000, 0.305),
                new Point(20_000, 0.29),
                new Point(40_000, 0.27),
                new Point(60_000, 0.268)));

    ErrorTrend.Prediction prediction = trend.at(300_000);

    assertThat(prediction.error()).isCloseTo(0.227954, within(2e-6));
    assertThat(prediction.low()).isCloseTo(0.215463, within(2e-6));
    assertThat(prediction.high()).isCloseTo(0.241169, within(2e-6));
  }

  @Test
  void givenTooFewPoints_whenFitted_thenTheMessageSaysHowManyAreNeeded() {
    Point point = new Point(100, 0.5);
    assertThatThrownBy(() -> ErrorTrend.through(List.of(point, point)))
        .hasMessageContaining("at least 3 points, got 2");
    assertThatThrownBy(() -> ErrorTrend.through(List.of(point, point, point)))
        .hasMessageContaining("different numbers of updates");
  }
}

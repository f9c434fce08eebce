package org.dcgan.eval.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeanAndDeviationTest {

  @Test
  void givenValues_whenSummarized_thenTheVarianceIsDividedByOneLess() {
    MeanAndDeviation value = MeanAndDeviation.of(List.of(1.0, 2.0, 6.0));

    assertThat(value.mean()).isEqualTo(3);
    assertThat(value.deviation().orElseThrow()).isCloseTo(Math.sqrt(14 / 2.0), within(1e-12));
    assertThat(MeanAndDeviation.of(List.of(7.0)))
        .isEqualTo(new MeanAndDeviation(7, OptionalDouble.empty()));
    assertThatThrownBy(() -> MeanAndDeviation.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one value");
  }

  @ParameterizedTest
  @CsvSource({
    "6.12049, 0.0523, 6.120 +/- 0.052",
    "0.0012345678, 0.00001, 0.001235 +/- 0.000010",
    "-0.00003429, 0.00000013, -0.00003429 +/- 0.00000013",
    "123456.7, 890, 123457 +/- 890",
    "0, 0, 0 +/- 0",
    "1e-12, 1e12, 1.000e-12 +/- 1.0e+12"
  })
  void givenNumbersOfAnySize_whenShown_thenTheyHaveFourAndTwoDigits(
      double mean, double deviation, String text) {
    assertThat(new MeanAndDeviation(mean, OptionalDouble.of(deviation)).toText()).isEqualTo(text);
  }
}

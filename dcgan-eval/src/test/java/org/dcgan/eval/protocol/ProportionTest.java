package org.dcgan.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProportionTest {

  /** Newcombe (1998), Statistics in Medicine 17, table I: Wilson's score without correction. */
  @Test
  void givenTheExamplesOfTheLiterature_whenIntervalsAreComputed_thenTheyMatch() {
    assertInterval(81, 263, 0.2553, 0.3662);
    assertInterval(15, 148, 0.0624, 0.1605);
    assertInterval(0, 20, 0.0000, 0.1611);
    assertInterval(1, 29, 0.0061, 0.1718);
  }

  private static void assertInterval(int successes, int trials, double low, double high) {
    Proportion proportion = Proportion.of(successes, trials);
    assertThat(proportion.low()).isCloseTo(low, within(5e-5));
    assertThat(proportion.high()).isCloseTo(high, within(5e-5));
    assertThat(proportion.share()).isEqualTo((double) successes / trials);
  }

  @Test
  void givenAllSuccesses_whenPrinted_thenTheIntervalEndsAtAHundred() {
    assertThat(Proportion.of(10, 10)).hasToString("100.0 % (72.2 to 100.0)");
    assertThat(Proportion.of(309, 10_000).toText(2)).isEqualTo("3.09 % (2.77 to 3.45)");
  }

  @Test
  void givenMoreSuccessesThanTrials_whenCreated_thenBothNumbersAreNamed() {
    assertThatThrownBy(() -> Proportion.of(3, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 3 of 2");
  }

  @Test
  void givenNoTrials_whenCreated_thenTheIntervalIsEverything() {
    Proportion none = Proportion.of(0, 0);
    assertThat(none.share()).isNaN();
    assertThat(none.low()).isZero();
    assertThat(none.high()).isEqualTo(1);
    assertThat(none).hasToString("none");
  }
}

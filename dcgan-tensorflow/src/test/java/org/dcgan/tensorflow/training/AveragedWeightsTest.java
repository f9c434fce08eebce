package org.dcgan.tensorflow.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The share of each update's weights in a moving average. */
class AveragedWeightsTest {
  private static final double DECAY = 0.999;

  /** The shares of all updates in the average after the last of them, the first update's first. */
  private static double[] shares(double decay, double rampUp, int updates) {
    double[] shares = new double[updates];
    for (int n = 1; n <= updates; n++) {
      double rate = AveragedWeights.rate(decay, rampUp, n);
      for (int i = 0; i < n - 1; i++) {
        shares[i] *= 1 - rate;
      }
      shares[n - 1] = rate;
    }
    return shares;
  }

  private static double meanAge(double[] shares) {
    double age = 0;
    for (int i = 0; i < shares.length; i++) {
      age += shares[i] * (shares.length - 1 - i);
    }
    return age;
  }

  @Test
  void givenNoRampUp_whenAveraged_thenSharesFallByTheDecay() {
    double[] shares = shares(DECAY, 0, 2_000);

    double sum = (1 - Math.pow(DECAY, 2_000)) / (1 - DECAY);
    for (int age : new int[] {0, 1, 500, 1_999}) {
      assertThat(shares[1_999 - age]).isCloseTo(Math.pow(DECAY, age) / sum, within(1e-12));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 19, 20, 21, 100, 4_096, 12_000})
  void givenARampUp_whenAveraged_thenTheMeanAgeIsAtMostItsShareOfTheUpdates(int updates) {
    double[] shares = shares(DECAY, 0.05, updates);

    double sum = 0;
    for (double share : shares) {
      sum += share;
    }
    assertThat(sum).isCloseTo(1, within(1e-9));
    assertThat(meanAge(shares)).isLessThanOrEqualTo(0.05 * updates);
    if (updates >= 100) {
      assertThat(meanAge(shares)).as("not much less").isGreaterThan(0.045 * updates - 1);
    }
  }

  @Test
  void givenARampUp_whenTheTrainingIsLong_thenTheAverageIsTheOneWithoutIt() {
    assertThat(AveragedWeights.rate(DECAY, 0.05, 19_999)).isGreaterThan(1 - DECAY);
    for (long update : new long[] {20_001, 100_000, 1_000_000_000_000L}) {
      assertThat(AveragedWeights.rate(DECAY, 0.05, update))
          .isEqualTo(AveragedWeights.rate(DECAY, 0, update));
    }
    assertThat(AveragedWeights.rate(DECAY, 1, 3)).isEqualTo(AveragedWeights.rate(DECAY, 0, 3));
  }
}

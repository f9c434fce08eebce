package org.dcgan.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Latents whose coordinates are bounded. */
class TruncatedLatentsTest {

  private static float[] values(LatentDistribution distribution, double truncation, int count) {
    return Latents.sampleTruncated(distribution, truncation, count, 100, 7).toArray();
  }

  @ParameterizedTest
  @EnumSource
  void givenATruncation_whenSampled_thenCoordinatesInsideAreKeptAndOthersAreInside(
      LatentDistribution distribution) {
    float[] all = Latents.sample(distribution, 50, 100, 7).toArray();
    float[] truncated = values(distribution, 0.7, 50);

    for (int i = 0; i < all.length; i++) {
      if (Math.abs(all[i]) <= 0.7f) {
        assertThat(truncated[i]).isEqualTo(all[i]);
      } else {
        assertThat(Math.abs(truncated[i])).isLessThanOrEqualTo(0.7f);
      }
    }
    assertThat(values(distribution, 0.7, 20)).isEqualTo(java.util.Arrays.copyOf(truncated, 2_000));
    assertThat(values(distribution, Double.POSITIVE_INFINITY, 50)).isEqualTo(all);
  }

  /**
   * Variances of the truncated normal distribution, 1 - 2 t f(t) / (2 F(t) - 1), computed in
   * Python.
   */
  @ParameterizedTest
  @CsvSource({"0.5, 0.080589", "1, 0.291125", "2, 0.773741"})
  void givenGaussianLatents_whenTruncated_thenTheyHaveTheVarianceOfTheTruncatedNormal(
      double truncation, double variance) {
    double sum = 0;
    float[] values = values(LatentDistribution.GAUSSIAN, truncation, 2_000);
    for (float value : values) {
      sum += (double) value * value / values.length;
    }

    assertThat(sum).isCloseTo(variance, within(0.01 * variance + 0.001));
  }

  @Test
  void givenAnyBound_whenSampled_thenItEndsAndIsFinite() {
    for (double truncation : new double[] {Double.MIN_VALUE, 1e-30, 1e-3, 40, 1e30, 1e300}) {
      for (float value : values(LatentDistribution.GAUSSIAN, truncation, 3)) {
        assertThat((double) Math.abs(value)).isLessThanOrEqualTo(Math.max(truncation, 1e-44));
      }
    }
    for (double wrong : new double[] {0, -1, Double.NaN}) {
      assertThatThrownBy(() -> values(LatentDistribution.UNIFORM, wrong, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be above 0, got " + wrong);
    }
  }
}

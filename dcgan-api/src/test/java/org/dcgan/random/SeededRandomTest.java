package org.dcgan.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The bits of every stream are fixed, because runs of earlier versions must be resumable. */
class SeededRandomTest {

  // The values come from a second implementation, in another language, of what the Javadoc says.
  @Test
  void givenKnownKeys_whenGenerated_thenBitsAreThoseOfEarlierVersions() {
    assertThat(SeededRandom.hash()).isEqualTo(-7046029254386353131L);
    assertThat(SeededRandom.hash(42)).isEqualTo(-6241278803281562433L);
    assertThat(SeededRandom.hash(42, 1)).isEqualTo(-6259666462196909920L);
    assertThat(SeededRandom.hash(1, 42)).isEqualTo(-7380776942707804964L);

    SeededRandom longs = SeededRandom.of(42);
    assertThat(new long[] {longs.nextLong(), longs.nextLong(), longs.nextLong(), longs.nextLong()})
        .containsExactly(
            -5095571941963240965L,
            -55011623683100140L,
            -509721830288154324L,
            -4175604182586094277L);

    SeededRandom fractions = SeededRandom.of(42, 7);
    assertThat(
            new double[] {fractions.nextDouble(), fractions.nextDouble(), fractions.nextDouble()})
        .containsExactly(0.761862590851246, 0.36872479933364677, 0.060199285606051034);

    SeededRandom integers = SeededRandom.of(42);
    int[] below100 = new int[8];
    for (int i = 0; i < below100.length; i++) {
      below100[i] = integers.nextInt(100);
    }
    assertThat(below100).containsExactly(25, 38, 46, 69, 74, 47, 48, 15);

    SeededRandom normal = SeededRandom.of(42);
    assertThat(
            new double[] {
              normal.nextGaussian(),
              normal.nextGaussian(),
              normal.nextGaussian(),
              normal.nextGaussian()
            })
        .containsExactly(
            new double[] {
              1.6037857243484943, -0.030054657533274107, 0.3964772935199078, -2.6495965325603974
            },
            within(1e-15));
  }

  @Test
  void givenFractions_whenCountedInBins_thenBinsAreUniform() {
    SeededRandom random = SeededRandom.of(1);
    int[] bins = new int[64];
    int draws = 640_000;
    for (int i = 0; i < draws; i++) {
      bins[(int) (random.nextDouble() * bins.length)]++;
    }

    // 63 degrees of freedom: mean 63, deviation 11; four deviations either way.
    assertThat(chiSquare(bins, draws)).isBetween(19.0, 107.0);
  }

  @Test
  void givenIntegersBelowOddBound_whenCounted_thenAllAreEquallyLikely() {
    SeededRandom random = SeededRandom.of(2);
    int[] bins = new int[57];
    int draws = 570_000;
    for (int i = 0; i < draws; i++) {
      bins[random.nextInt(bins.length)]++;
    }

    assertThat(chiSquare(bins, draws)).isBetween(14.0, 98.0);
    assertThat(SeededRandom.of(3).nextInt(1)).isZero();
  }

  private static double chiSquare(int[] bins, int draws) {
    double expected = (double) draws / bins.length;
    double sum = 0;
    for (int count : bins) {
      sum += (count - expected) * (count - expected) / expected;
    }
    return sum;
  }

  @Test
  void givenGaussians_whenMeasured_thenMomentsAndTailsAreNormal() {
    SeededRandom random = SeededRandom.of(4);
    int draws = 400_000;
    double[] moments = new double[5];
    int beyondTwo = 0;
    for (int i = 0; i < draws; i++) {
      double value = random.nextGaussian();
      for (int power = 1; power < moments.length; power++) {
        moments[power] += Math.pow(value, power) / draws;
      }
      beyondTwo += Math.abs(value) > 2 ? 1 : 0;
    }

    assertThat(moments[1]).isCloseTo(0, within(0.01));
    assertThat(moments[2]).isCloseTo(1, within(0.01));
    assertThat(moments[3]).isCloseTo(0, within(0.03));
    assertThat(moments[4]).isCloseTo(3, within(0.06));
    assertThat((double) beyondTwo / draws).isCloseTo(0.0455, within(0.002));
  }

  @Test
  void givenAdjacentKeys_whenCompared_thenHalfOfTheBitsDiffer() {
    double flipped = 0;
    int pairs = 0;
    for (long seed = 0; seed < 200; seed++) {
      for (int bit = 0; bit < 64; bit++) {
        long change = SeededRandom.hash(seed, 9) ^ SeededRandom.hash(seed ^ 1L << bit, 9);
        flipped += Long.bitCount(change);
        pairs++;
      }
    }

    assertThat(flipped / pairs).isCloseTo(32, within(0.2));
  }

  @Test
  void givenManyKeys_whenHashed_thenAllStreamsDiffer() {
    Set<Long> first = new HashSet<>();
    for (long seed = 0; seed < 300; seed++) {
      for (long step = 0; step < 300; step++) {
        first.add(SeededRandom.of(seed, step).nextLong());
      }
    }

    assertThat(first).hasSize(300 * 300);
  }

  @Test
  void givenEmptyRange_whenGenerated_thenThrows() {
    assertThatThrownBy(() -> SeededRandom.of(1).nextInt(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1, got 0");
  }
}

package org.dcgan.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A permutation contains each number once, in an order that looks random. */
class PermutationTest {

  @Test
  void givenAnySizeUpTo600_whenEnumerated_thenEveryNumberOccursOnce() {
    for (int size = 1; size <= 600; size++) {
      assertIsPermutation(size, 42, size);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1023, 1024, 1025, 50_000, 65_536, 65_537, 350_000, 1_048_577})
  void givenLargeSize_whenEnumerated_thenEveryNumberOccursOnce(int size) {
    assertIsPermutation(size, 7, 1);
  }

  private static void assertIsPermutation(int size, long... name) {
    Permutation order = Permutation.of(size, name);
    BitSet seen = new BitSet(size);
    for (int place = 0; place < size; place++) {
      seen.set(order.at(place));
    }
    assertThat(seen.cardinality()).as("different numbers of %d", size).isEqualTo(size);
    assertThat(seen.length()).as("one past the greatest").isEqualTo(size);
  }

  @Test
  void givenLargestSizes_whenComputed_thenNumbersAreInRange() {
    for (int size : new int[] {1 << 30, (1 << 30) + 1, Integer.MAX_VALUE}) {
      Permutation order = Permutation.of(size, 3);
      for (int place = size - 1000; place < size; place++) {
        assertThat(order.at(place)).isBetween(0, size - 1);
      }
    }
  }

  // From a second implementation, in another language, of what the Javadoc says.
  @Test
  void givenKnownKeys_whenEnumerated_thenOrderIsThatOfEarlierVersions() {
    assertThat(first(10, Permutation.of(10, 42, 1))).containsExactly(2, 7, 1, 4, 3, 0, 6, 5, 9, 8);
    assertThat(first(8, Permutation.of(1000, 42, 1)))
        .containsExactly(756, 232, 788, 591, 741, 903, 356, 679);
  }

  private static int[] first(int count, Permutation order) {
    return IntStream.range(0, count).map(order::at).toArray();
  }

  @Test
  void givenPermutation_whenCorrelated_thenPositionAndNumberAreUncorrelated() {
    int size = 10_000;
    Permutation order = Permutation.of(size, 11);
    Permutation next = Permutation.of(size, 12);
    double mean = (size - 1) / 2.0;
    double withPosition = 0;
    double withNeighbor = 0;
    double withOther = 0;
    int ascents = 0;
    int fixed = 0;
    for (int i = 0; i < size; i++) {
      double value = order.at(i) - mean;
      int neighbor = order.at((i + 1) % size);
      withPosition += value * (i - mean);
      withNeighbor += value * (neighbor - mean);
      withOther += value * (next.at(i) - mean);
      ascents += neighbor > order.at(i) ? 1 : 0;
      fixed += order.at(i) == i ? 1 : 0;
    }

    // Correlations of a random order have a deviation of 1 / sqrt(size) = .01.
    double variance = size * (size * (double) size - 1) / 12;
    assertThat(withPosition / variance).isCloseTo(0, within(0.04));
    assertThat(withNeighbor / variance).isCloseTo(0, within(0.04));
    assertThat(withOther / variance).isCloseTo(0, within(0.04));
    assertThat((double) ascents / size).isCloseTo(0.5, within(0.015));
    assertThat(fixed).isLessThanOrEqualTo(6);
  }

  @Test
  void givenManyPermutations_whenFirstNumberIsCounted_thenAllAreEquallyLikely() {
    int size = 20;
    int[] counts = new int[size];
    for (int epoch = 0; epoch < 20_000; epoch++) {
      counts[Permutation.of(size, 42, epoch).at(0)]++;
    }

    // 1000 expected, deviation 31.
    for (int count : counts) {
      assertThat(count).isBetween(850, 1150);
    }
  }

  @Test
  void givenEmptySizeOrPositionOutOfRange_whenComputed_thenThrows() {
    assertThatThrownBy(() -> Permutation.of(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1, got 0");
    assertThatThrownBy(() -> Permutation.of(5, 1).at(5))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}

package org.dcgan.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardedOrderTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "7, 10, 3",
    "100, 10, 3",
    "101, 10, 3",
    "109, 10, 4",
    "95, 7, 5",
    "64, 1, 8"
  })
  void givenAnySizes_whenAllPositionsAreComputed_thenEveryIndexOccursOnce(
      int size, int shard, int group) {
    for (long seed = 0; seed < 40; seed++) {
      ShardedOrder order = ShardedOrder.of(size, shard, group, seed);
      assertThat(IntStream.range(0, size).map(order::at).sorted())
          .containsExactlyElementsOf(IntStream.range(0, size).boxed().toList());
    }
  }

  @Test
  void givenShards_whenReadInOrder_thenOnlyOneGroupIsReadAtATime() {
    ShardedOrder order = ShardedOrder.of(10_000, 100, 4, 1, 2);
    int[] run = IntStream.range(400, 800).map(order::at).toArray();
    assertThat(IntStream.of(run).map(i -> i / 100).distinct().count()).isEqualTo(4);
    assertThat(run).isNotEqualTo(IntStream.of(run).sorted().toArray());
  }

  @Test
  void givenDifferentEpochs_whenOrdered_thenOrdersDiffer() {
    ShardedOrder first = ShardedOrder.of(10_000, 100, 4, 1, 1);
    ShardedOrder again = ShardedOrder.of(10_000, 100, 4, 1, 1);
    ShardedOrder second = ShardedOrder.of(10_000, 100, 4, 1, 2);
    assertThat(IntStream.range(0, 100).map(first::at).toArray())
        .isEqualTo(IntStream.range(0, 100).map(again::at).toArray())
        .isNotEqualTo(IntStream.range(0, 100).map(second::at).toArray());
  }

  @Test
  void givenAsManyImagesAsAnIntCounts_whenOrdered_thenTheLastPositionHasAnIndex() {
    int size = Integer.MAX_VALUE;

    for (long seed = 0; seed < 3; seed++) {
      assertThat(ShardedOrder.of(size, 1000, 16, seed).at(size - 1)).isBetween(0, size - 1);
    }
  }

  @Test
  void givenInvalidSizes_whenCreated_thenThrows() {
    assertThatThrownBy(() -> ShardedOrder.of(10, 0, 1)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> ShardedOrder.of(10, 1 << 20, 1 << 20)).hasMessageContaining("2^31");
  }
}

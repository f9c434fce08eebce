package org.dcgan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardTest {

  @ParameterizedTest
  @CsvSource({"10, 3", "2, 5", "0, 2", "2147483647, 7"})
  void givenAnySize_whenDivided_thenShardsAreConsecutiveAndDifferByAtMostOne(int size, int count) {
    int next = 0;
    for (int index = 0; index < count; index++) {
      Shard shard = new Shard(index, count);
      assertThat(shard.from(size)).isEqualTo(next);
      assertThat(shard.to(size) - next).isBetween(size / count, size / count + 1);
      next = shard.to(size);
    }
    assertThat(next).isEqualTo(size);
  }

  @Test
  void givenADescription_whenParsed_thenTheLastStepIsTheShard() {
    Shard shard = new Shard(1, 4);

    assertThat(shard).hasToString("shard(1 of 4)");
    assertThat(Shard.parse("folder(a) > shard(0 of 2) > " + shard))
        .contains(new Shard.Described("folder(a) > shard(0 of 2)", shard));
    assertThat(Shard.parse("folder(a)")).isEmpty();
    assertThat(Shard.parse("folder(a) > shard(4 of 4)")).isEmpty();
    assertThat(Shard.parse("folder(a) > shard(1 of 4) > grayscale")).isEmpty();
  }

  @Test
  void givenWrongNumbers_whenCreated_thenTheyAreRefused() {
    assertThatThrownBy(() -> new Shard(0, 0)).hasMessageContaining("at least 1, got 0");
    assertThatThrownBy(() -> new Shard(2, 2)).hasMessageContaining("from 0 to 1");
    assertThatThrownBy(() -> new Shard(-1, 2)).hasMessageContaining("got -1");
  }

  @Test
  void givenShardsInAnyOrder_whenOrdered_thenTheirPlacesAreThoseOfTheirNumbers() {
    assertThat(
            Shard.order(
                List.of("c", "a", "b"),
                List.of(new Shard(2, 3), new Shard(0, 3), new Shard(1, 3)),
                List.of(4, 3, 3)))
        .containsExactly(1, 2, 0);
  }

  @Test
  void givenAnIncompleteSet_whenOrdered_thenTheMessageSaysWhatIsWrong() {
    List<Shard> two = List.of(new Shard(0, 2), new Shard(1, 2));
    assertThatThrownBy(() -> Shard.order(List.of("a"), List.of(new Shard(1, 3)), List.of(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of 3 shards, these are missing: [0, 2]");
    assertThatThrownBy(
            () ->
                Shard.order(
                    List.of("a", "b"), List.of(new Shard(0, 2), new Shard(0, 2)), List.of(1, 1)))
        .hasMessageContaining("a and b are both shard 0 of 2");
    assertThatThrownBy(
            () ->
                Shard.order(
                    List.of("a", "b"), List.of(new Shard(0, 2), new Shard(1, 3)), List.of(1, 1)))
        .hasMessageContaining("b is one of 3");
    assertThatThrownBy(() -> Shard.order(List.of("a", "b"), two, List.of(5, 2)))
        .hasMessageContaining("expected 3 images in a, shard 0 of 2 of 7 images, got 5");
    assertThatThrownBy(() -> Shard.order(List.of(), List.of(), List.of()))
        .hasMessageContaining("at least one shard");
  }

  @Test
  void givenNumbersOfAForgedFile_whenOrdered_thenTheyAreRefusedWithoutMemoryForThem() {
    assertThatThrownBy(
            () -> Shard.order(List.of("a"), List.of(new Shard(1, Integer.MAX_VALUE)), List.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("these are missing: [0, 2, 3, ")
        .hasMessageContaining("] and 2147483626 more")
        .hasMessageMatching("(?s).{1,300}");
    assertThatThrownBy(
            () ->
                Shard.order(
                    List.of("a", "b"),
                    List.of(new Shard(0, 2), new Shard(1, 2)),
                    List.of(Integer.MAX_VALUE, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than 2^31 - 1 images");
  }
}

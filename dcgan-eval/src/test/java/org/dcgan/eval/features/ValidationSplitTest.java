package org.dcgan.eval.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.Ints;
import java.util.stream.IntStream;
import org.dcgan.feature.Features;
import org.junit.jupiter.api.Test;

class ValidationSplitTest {
  private static final int ROWS = 50;

  /** Row i is labeled i, so that labels tell which rows a part has. */
  private static final FeatureTable TABLE =
      FeatureTable.of(
          Features.of(1, new float[ROWS]),
          IntStream.range(0, ROWS).toArray(),
          IntStream.range(0, ROWS).mapToObj(Integer::toString).toList(),
          "numbered rows");

  @Test
  void givenRows_whenSomeAreKeptApart_thenEveryRowIsInOnePartInItsOldOrder() {
    ValidationSplit split = ValidationSplit.of(TABLE, 20, 42, 1);

    assertThat(split.validation().labels()).hasSize(20).isSorted();
    assertThat(split.training().labels()).hasSize(30).isSorted();
    assertThat(Ints.concat(split.validation().labels(), split.training().labels()))
        .containsExactlyInAnyOrder(IntStream.range(0, ROWS).toArray());
  }

  @Test
  void givenASeed_whenSplitAgain_thenTheSameRowsAreChosenAndOthersForAnotherSeed() {
    int[] chosen = ValidationSplit.of(TABLE, 20, 42, 1).validation().labels();

    assertThat(ValidationSplit.of(TABLE, 20, 42, 1).validation().labels()).isEqualTo(chosen);
    assertThat(ValidationSplit.of(TABLE, 20, 43, 1).validation().labels()).isNotEqualTo(chosen);
  }

  @Test
  void givenTooFewRows_whenSplit_thenTheyAreRefused() {
    assertThatThrownBy(() -> ValidationSplit.of(TABLE, ROWS, 42))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "50 validation rows were asked for, but numbered rows has only 50 rows; ask for fewer");
    assertThatThrownBy(() -> ValidationSplit.of(TABLE, 0, 42))
        .hasMessage("a validation set needs at least 1 row, got 0");
  }
}

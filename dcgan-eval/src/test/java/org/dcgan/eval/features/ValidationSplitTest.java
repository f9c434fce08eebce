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
    ValidationSplit split = ValidationSplit.draw(TABLE, 20, 42, 1);

    assertThat(split.apart().labels()).hasSize(20).isSorted();
    assertThat(split.rest().labels()).hasSize(30).isSorted();
    assertThat(Ints.concat(split.apart().labels(), split.rest().labels()))
        .containsExactlyInAnyOrder(IntStream.range(0, ROWS).toArray());
  }

  @Test
  void givenAName_whenDrawnAgain_thenTheSameRowsAreApartAndOthersByAnotherName() {
    int[] drawn = ValidationSplit.draw(TABLE, 20, 42, 1).apart().labels();

    assertThat(ValidationSplit.draw(TABLE, 20, 42, 1).apart().labels()).isEqualTo(drawn);
    assertThat(ValidationSplit.draw(TABLE, 20, 43, 1).apart().labels()).isNotEqualTo(drawn);
  }

  @Test
  void givenTooFewRows_whenSomeAreKeptApart_thenItIsRefused() {
    assertThatThrownBy(() -> ValidationSplit.draw(TABLE, ROWS, 42))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "50 rows are to be kept apart for validation, but numbered rows has only 50; keep fewer"
                + " apart");
    assertThatThrownBy(() -> ValidationSplit.draw(TABLE, 0, 42))
        .hasMessage("at least 1 row must be kept apart, got 0");
  }
}

package org.dcgan.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Label vectors and their arithmetic. */
class LabelsTest {

  @Test
  void givenClasses_whenEncoded_thenEachRowIsOneAtItsClassAndZeroElsewhere() {
    assertThat(Labels.oneHot(3, 2, 0).toArray()).containsExactly(0, 0, 1, 1, 0, 0);
    assertThat(Labels.oneHot(3).count()).isZero();
    assertThat(Labels.ofEachClass(3, 2)).isEqualTo(Labels.oneHot(3, 0, 0, 1, 1, 2, 2));
    assertThat(Labels.ofEachClass(3, 2)).hasToString("Labels[6 x 3]");
  }

  @Test
  void givenTwoClasses_whenMixed_thenTheVectorIsBetweenThem() {
    Labels threes = Labels.oneHot(4, 3, 3);

    assertThat(threes.lerp(Labels.oneHot(4, 1), 0.25).toArray())
        .containsExactly(0, 0.25f, 0, 0.75f, 0, 0.25f, 0, 0.75f);
    assertThat(threes.lerp(Labels.oneHot(4, 1, 3), 1)).isEqualTo(Labels.oneHot(4, 1, 3));
    assertThat(Labels.oneHot(4, 0, 1).mean().toArray()).containsExactly(0.5f, 0.5f, 0, 0);
  }

  @Test
  void givenLabels_whenRepeatedInTurn_thenAnyPartOfTheSequenceCanBeTaken() {
    Labels labels = Labels.oneHot(3, 2, 0, 1);

    assertThat(labels.inTurn(5)).isEqualTo(Labels.oneHot(3, 2, 0, 1, 2, 0));
    assertThat(labels.inTurn(4, 3)).isEqualTo(Labels.oneHot(3, 0, 1, 2));
    assertThat(labels.inTurn(30_000_000_001L, 1)).isEqualTo(Labels.oneHot(3, 0));
    assertThat(Labels.oneHot(3).inTurn(0)).isEqualTo(Labels.oneHot(3));
  }

  @Test
  void givenLabels_whenAskedForTheirClass_thenOnlyOneHotOnesHaveOne() {
    Labels labels =
        Labels.of(3, new float[] {0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0.5f, 0.5f, 0, 0, 2, 0});

    assertThat(labels.classOf(0)).hasValue(2);
    assertThat(labels.classOf(1)).hasValue(0);
    for (int n = 2; n < labels.count(); n++) {
      assertThat(labels.classOf(n)).as("label %d", n).isEmpty();
    }
    assertThatThrownBy(() -> labels.classOf(6)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void givenParts_whenConcatenatedSlicedAndSelected_thenRowsAreKeptWhole() {
    Labels all = Labels.concat(List.of(Labels.oneHot(2, 0), Labels.of(2, new float[] {7, -1})));

    assertThat(all.toArray()).containsExactly(1, 0, 7, -1);
    assertThat(all.slice(1, 2).toArray()).containsExactly(7, -1);
    assertThat(all.select(1, 0, 1).toArray()).containsExactly(7, -1, 1, 0, 7, -1);
    assertThat(all.value(1, 0)).isEqualTo(7);
    float[] values = {1, 2};
    Labels copied = Labels.of(2, values);
    values[0] = 9;
    assertThat(copied.toArray()).containsExactly(1, 2);
  }

  @Test
  void givenBadInput_whenLabelsAreMade_thenTheErrorNamesTheValueAndTheRange() {
    assertThatThrownBy(() -> Labels.oneHot(10, 3, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "label 10 is not one of the 10 classes, which are numbered from 0 to 9");
    assertThatThrownBy(() -> Labels.oneHot(10, -1)).hasMessageContaining("label -1");
    assertThatThrownBy(() -> Labels.oneHot(0, 0)).hasMessageContaining("at least 1 class");
    assertThatThrownBy(() -> Labels.of(3, new float[4])).hasMessageContaining("4 values");
    assertThatThrownBy(() -> Labels.of(2, new float[] {0, Float.NaN}))
        .hasMessageContaining("value 1 of the labels must be finite, got NaN");
    assertThatThrownBy(() -> Labels.oneHot(3, 1).lerp(Labels.oneHot(3, 2), 1e39))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the position 1.0E39 gives");
    assertThatThrownBy(() -> Labels.oneHot(3, 1).lerp(Labels.oneHot(4, 1), 0.5))
        .hasMessageContaining("got 3 and 4");
    assertThatThrownBy(() -> Labels.oneHot(3, 1, 2).lerp(Labels.oneHot(3, 1, 2, 0), 0.5))
        .hasMessageContaining("expected 2 labels or a single label, got 3");
    assertThatThrownBy(() -> Labels.oneHot(3).inTurn(2)).hasMessageContaining("no labels");
    assertThatThrownBy(() -> Labels.oneHot(3, 1).inTurn(-2)).hasMessageContaining("got -2");
    assertThatThrownBy(() -> Labels.ofEachClass(3, 0)).hasMessageContaining("got 0");
    assertThatThrownBy(() -> Labels.oneHot(3).mean()).hasMessageContaining("got none");
    assertThatThrownBy(() -> Labels.concat(List.of())).hasMessageContaining("got none");
  }

  @Test
  void givenMoreThanFitIntoAnArray_whenRepeated_thenTheyAreRefused() {
    assertThatThrownBy(() -> Labels.oneHot(1_000, 7).inTurn(100_000_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("do not fit into one array");
    assertThatThrownBy(() -> Labels.ofEachClass(65_536, 65_536))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("do not fit into one array");
  }
}

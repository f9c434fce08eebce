package org.dcgan.tensorflow.training;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dcgan.architecture.Architecture;
import org.dcgan.latent.Labels;
import org.junit.jupiter.api.Test;

/** Labels of samples that nobody asked a class for. */
class SampleLabelsTest {
  private static final Architecture MANY =
      Architecture.builder().resolution(16).classes(Architecture.MOST_CLASSES).build();

  @Test
  void givenMoreClassesThanABatchHasImages_whenBatchesFollow_thenTheyGoOnWithTheNextClasses() {
    Labels first = requireNonNull(SampleLabels.inTurn(MANY, 0, 64));
    Labels second = requireNonNull(SampleLabels.inTurn(MANY, 64, 64));

    assertThat(Labels.concat(List.of(first, second))).isEqualTo(SampleLabels.inTurn(MANY, 2 * 64));
    assertThat(second.value(0, 64)).isEqualTo(1);
  }

  @Test
  void givenTheLastClass_whenMoreFollow_thenTheFirstIsNext() {
    Labels labels = requireNonNull(SampleLabels.inTurn(MANY, Architecture.MOST_CLASSES - 1L, 2));

    assertThat(labels.value(0, Architecture.MOST_CLASSES - 1)).isEqualTo(1);
    assertThat(labels.value(1, 0)).isEqualTo(1);
  }

  @Test
  void givenANumberThatIsNoMultipleOfTheClasses_whenSamplesAreMade_thenThereAreAsManyOfEach() {
    Architecture ten = MANY.withClasses(10);

    int count = SampleLabels.rounded(ten, 64);
    Labels labels = requireNonNull(SampleLabels.inRows(ten, count));

    assertThat(count).isEqualTo(70);
    for (int i = 0; i < count; i++) {
      assertThat(labels.value(i, i / 7)).isEqualTo(1);
    }
    assertThat(SampleLabels.rounded(ten, 70)).isEqualTo(70);
    assertThat(SampleLabels.rounded(ten, 7)).as("fewer than there are classes").isEqualTo(7);
    assertThat(SampleLabels.rounded(MANY.withClasses(0), 64)).isEqualTo(64);
  }

  @Test
  void givenAnArchitectureWithoutClasses_whenAsked_thenThereAreNoLabels() {
    assertThat(SampleLabels.inTurn(MANY.withClasses(0), 7)).isNull();
  }
}

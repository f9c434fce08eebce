package org.dcgan.datasets.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.junit.jupiter.api.Test;

class SourceLabelsTest {

  /** A source of three images that counts how often it is asked for its description. */
  private static final class Counting implements ImageSource {
    private final int[] labels;
    private int descriptions;

    Counting(int... labels) {
      this.labels = labels;
    }

    @Override
    public int size() {
      return labels.length;
    }

    @Override
    public Optional<ImageShape> shape() {
      return Optional.empty();
    }

    @Override
    public Pixels read(int index) {
      throw new AssertionError("only labels are asked for");
    }

    @Override
    public int label(int index) {
      return labels[index];
    }

    @Override
    public List<String> classNames() {
      return List.of("cat", "dog");
    }

    @Override
    public String description() {
      descriptions++;
      return "animals";
    }
  }

  @Test
  void givenValidLabels_whenAskedFor_thenTheSourceIsNotDescribedForEach() {
    Counting source = new Counting(0, 1, ImageSource.NO_LABEL);

    for (int i = 0; i < 3; i++) {
      assertThat(SourceLabels.of(source, i)).isEqualTo(source.label(i));
    }

    assertThat(source.descriptions).isZero();
  }

  @Test
  void givenALabelWithoutAClass_whenAskedFor_thenTheErrorNamesImageSourceAndLabel() {
    for (int label : new int[] {2, -2}) {
      assertThatThrownBy(() -> SourceLabels.of(new Counting(0, label), 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("image 1 of animals has the label " + label)
          .hasMessageContaining("its 2 classes or -1 for none");
    }
  }
}

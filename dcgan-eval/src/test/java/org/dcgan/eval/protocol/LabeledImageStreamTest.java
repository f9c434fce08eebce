package org.dcgan.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.Test;

class LabeledImageStreamTest {
  private static final ImageShape SHAPE = ImageShape.square(2, 1);

  /** The value of each image's first byte, and its label. */
  private static List<List<Integer>> read(LabeledImageStream stream, long count)
      throws IOException {
    List<List<Integer>> read = new ArrayList<>();
    stream.read(
        count,
        (images, labels) -> {
          assertThat(labels).hasSize(images.count());
          for (int i = 0; i < labels.length; i++) {
            read.add(List.of(images.pixels(i).value(0, 0, 0), labels[i]));
          }
        });
    return read;
  }

  @Test
  void givenASource_whenRead_thenImagesHaveItsOrderAndTheirLabels() throws IOException {
    TestImages source = TestImages.numbered(300, SHAPE).withClasses("a", "b", "c");

    LabeledImageStream stream = LabeledImageStream.of(source);

    assertThat(read(stream, 0)).isEmpty();
    List<List<Integer>> all = read(stream, 300);
    assertThat(all).hasSize(300);
    for (int i = 0; i < 300; i++) {
      assertThat(all.get(i)).containsExactly(i % 256, i % 3);
    }
    assertThat(stream.size()).hasValue(300);
    assertThat(stream.classNames()).containsExactly("a", "b", "c");
    assertThat(stream.imageShape()).isEqualTo(SHAPE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(stream, 301))
        .withMessageContaining("from 0 to the 300 images");
  }

  @Test
  void givenASourceSortedByClass_whenShuffled_thenTheFirstImagesAreOfAllClasses()
      throws IOException {
    TestImages sorted =
        TestImages.numbered(250, SHAPE).withLabels(List.of("a", "b"), i -> i < 125 ? 0 : 1);

    LabeledImageStream stream = LabeledImageStream.shuffled(sorted, 42);

    List<List<Integer>> first = read(stream, 40);
    assertThat(first).extracting(image -> image.get(1)).contains(0, 1);
    assertThat(first).allMatch(image -> image.get(1) == (image.get(0) < 125 ? 0 : 1));
    List<List<Integer>> all = read(stream, 250);
    assertThat(all).doesNotHaveDuplicates();
    assertThat(all.subList(0, 40)).isEqualTo(first);
    assertThat(read(LabeledImageStream.shuffled(sorted, 43), 40)).isNotEqualTo(first);
    assertThat(stream.description()).endsWith("> shuffled by seed 42");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> LabeledImageStream.shuffled(TestImages.numbered(0, SHAPE).withClasses("a"), 1))
        .withMessageContaining("at least 1 image");
  }

  @Test
  void givenAGenerator_whenRead_thenItsBatchesHaveTheClassesInTurn() throws IOException {
    // Image i has the value 10 * (i % 3), as a generator of three classes in turn would give.
    ImageSampler model =
        new ImageSampler() {
          @Override
          public ImageShape imageShape() {
            return SHAPE;
          }

          @Override
          public Iterable<Images> sampleBatches(long count, long seed) {
            List<Images> batches = new ArrayList<>();
            for (int first = 0; first < count; first += 50) {
              float[] values = new float[(int) Math.min(50, count - first) * SHAPE.size()];
              for (int i = 0; i < values.length; i++) {
                values[i] = 10 * ((first + i / SHAPE.size()) % 3) / 127.5f - 1;
              }
              batches.add(Images.of(SHAPE, values));
            }
            return batches;
          }
        };

    LabeledImageStream stream = LabeledImageStream.inTurn(model, 3, 7, "run 7");

    assertThat(read(stream, 130))
        .hasSize(130)
        .allMatch(image -> image.get(0) == 10 * image.get(1))
        .extracting(image -> image.get(1))
        .startsWith(0, 1, 2, 0, 1)
        .endsWith(129 % 3);
    assertThat(stream.size()).isEmpty();
    assertThat(stream.classNames()).isEmpty();
    assertThat(stream.classes()).hasValue(3);
    assertThat(stream.description()).isEqualTo("run 7 (generated, classes in turn, seed 7)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabeledImageStream.inTurn(model, 0, 7, "run 7"))
        .withMessageContaining("classes must be at least 1, got 0");
  }
}

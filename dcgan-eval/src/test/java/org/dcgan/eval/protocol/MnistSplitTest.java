package org.dcgan.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import org.dcgan.datasets.Dataset;
import org.dcgan.image.ImageShape;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.Test;

class MnistSplitTest {
  private static final ImageShape SHAPE = ImageShape.square(2, 1);

  private static int[] indices(Dataset part) {
    return IntStream.range(0, part.size())
        .map(i -> Integer.parseInt(part.name(i).substring(1)))
        .toArray();
  }

  @Test
  void givenSixtyThousandImages_whenSplit_thenThePartsAreTheAuthors() {
    MnistSplit split = MnistSplit.of(TestImages.numbered(60_000, SHAPE));

    // NumPy 2.4.6: order = arange(60000); RandomState(42).shuffle(order)
    int[] training = indices(split.training());
    int[] validation = indices(split.validation());
    assertThat(training)
        .hasSize(50_000)
        .startsWith(12628, 37730, 39991, 8525, 8279, 51012)
        .endsWith(11560, 38411, 18460);
    assertThat(validation)
        .hasSize(10_000)
        .startsWith(3675, 15450, 20608, 46531, 6749, 32888)
        .endsWith(860, 15795, 56422);
    assertThat(IntStream.concat(IntStream.of(training), IntStream.of(validation)).distinct())
        .hasSize(60_000);
  }

  @Test
  void givenTooFewImages_whenSplit_thenBothNumbersAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MnistSplit.of(TestImages.numbered(50_000, SHAPE)))
        .withMessageContaining("below that of all images")
        .withMessageContaining("got 50000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MnistSplit.of(TestImages.numbered(5, SHAPE), 0, 1))
        .withMessageContaining("at least 1");
  }
}

package org.dcgan.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.dcgan.eval.protocol.NearestNeighborProtocol.Point;
import org.dcgan.eval.protocol.NearestNeighborProtocol.Result;
import org.dcgan.eval.svm.ConfusionMatrix;
import org.junit.jupiter.api.Test;

class NearestNeighborTableTest {
  private static final ConfusionMatrix CONFUSION =
      ConfusionMatrix.of(List.of("0", "1"), new int[] {0, 1}, new int[] {0, 1});

  private static Result result(String samples, String test) {
    return new Result(
        samples,
        test,
        List.of(
            new Point(10_000, Proportion.of(535, 10_000), 6.0419, CONFUSION),
            new Point(60_000, Proportion.of(309, 10_000), 5.2, CONFUSION)),
        Duration.ofSeconds(1));
  }

  @Test
  void givenResults_whenPrinted_thenTheyStandAboveTable3OfThePaper() {
    String text = new NearestNeighborTable(List.of(result("mnist(train)", "mnist(test)"))).toText();

    assertThat(text)
        .isEqualTo(
            """
            nearest-neighbor classification of mnist(test)
            images of the classifier           n  error, %  95 % interval    nnd
            mnist(train)                  10,000      5.35   4.93 to 5.81  6.042
            mnist(train)                  60,000      3.09   2.77 to 3.45  5.200
            table 3 of the paper, on MNIST's test images (from memory, not checked):
            AlignMNIST                10,000,000      1.40
            InfiMNIST                 10,000,000      2.60
            real images                   50,000      3.10
            GAN                           50,000      6.28
            GAN                       10,000,000      5.65
            DCGAN                         50,000      2.98
            DCGAN                     10,000,000      1.48
            """);
  }

  @Test
  void givenANameWithControlCharacters_whenPrinted_thenTheyAreEscaped() {
    String text = new NearestNeighborTable(List.of(result("run\u001b[2J\n7", "test"))).toText();

    assertThat(text).doesNotContain("\u001b").contains("run");
    assertThat(text.lines()).hasSize(1 + 1 + 2 + 1 + 7);
  }

  @Test
  void givenResultsOnDifferentTestImages_whenPutTogether_thenTheyAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NearestNeighborTable(List.of(result("a", "x"), result("b", "y"))))
        .withMessageContaining("same test images, got x and y");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NearestNeighborTable(List.of()))
        .withMessageContaining("at least one result");
  }
}

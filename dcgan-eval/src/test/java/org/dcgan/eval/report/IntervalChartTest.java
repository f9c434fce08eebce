package org.dcgan.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntervalChartTest {
  private static final int POINT = 0xFF1F6F9F;

  @Test
  void givenTwoNumbers_whenDrawn_thenTheHigherIsFurtherRightAndTheIntervalIsAsWideAsItsMargin() {
    BufferedImage image =
        IntervalChart.draw(
            "accuracy",
            "points",
            List.of(
                new IntervalChart.Row("low", -1, 0),
                new IntervalChart.Row("high", 1, 1),
                new IntervalChart.Row("middle", 0, 0.5)));

    int[] low = extent(image, 0);
    int[] high = extent(image, 1);
    int[] middle = extent(image, 2);
    assertThat(low[1]).isLessThan(middle[0]);
    assertThat((high[0] + high[1]) / 2).isGreaterThan((middle[0] + middle[1]) / 2);
    double unit = (high[1] - high[0]) / 2.0;
    assertThat((middle[1] - middle[0]) / unit).isBetween(0.9, 1.1);
    assertThat(((high[0] + high[1]) / 2.0 - (low[0] + low[1]) / 2.0) / unit).isBetween(1.9, 2.1);
  }

  @Test
  void givenOneNumber_whenWritten_thenThereIsAnImage(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("chart.png");

    IntervalChart.writePng(
        "one", "points", List.of(new IntervalChart.Row("x".repeat(300), 0, 0)), file);

    assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(900);
  }

  @Test
  void givenNoNumberOrOneThatIsNotFinite_whenDrawn_thenTheMessageSaysSo() {
    assertThatThrownBy(() -> IntervalChart.draw("none", "points", List.of()))
        .hasMessageContaining("at least one number");
    assertThatThrownBy(() -> new IntervalChart.Row("a", Double.NaN, 0))
        .hasMessageContaining("must be finite");
    assertThatThrownBy(() -> new IntervalChart.Row("a", 1, -1)).hasMessageContaining("at least 0");
  }

  /** The first and last column of a row's point or interval. */
  private static int[] extent(BufferedImage image, int row) {
    int y = 56 + 26 * row + 13;
    int first = -1;
    int last = -1;
    for (int x = 0; x < image.getWidth(); x++) {
      if (image.getRGB(x, y) == POINT) {
        first = first < 0 ? x : first;
        last = x;
      }
    }
    return new int[] {first, last};
  }
}

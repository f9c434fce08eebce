package org.dcgan.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelChartTest {

  private static LabelCurve.Point point(int labels, double accuracy) {
    MeanAndSpread spread = MeanAndSpread.of(List.of(accuracy - 0.01, accuracy + 0.01));
    return new LabelCurve.Point(labels, spread, spread, List.of(1e-3));
  }

  private static List<LabelCurve.Point> curve(int... labels) {
    List<LabelCurve.Point> points = new ArrayList<>();
    for (int number : labels) {
      points.add(point(number, 0.3 + 0.1 * points.size()));
    }
    return points;
  }

  /** Stretches of columns with anything dark, between the plot and the axis's title. */
  private static int words(BufferedImage image) {
    int words = 0;
    int since = Integer.MAX_VALUE / 2;
    for (int x = 60; x < image.getWidth(); x++) {
      boolean dark = false;
      for (int y = 493; y < 505; y++) {
        dark |= (image.getRGB(x, y) & 0xff) < 100;
      }
      words += dark && since > 12 ? 1 : 0;
      since = dark ? 0 : since + 1;
    }
    return words;
  }

  @Test
  void givenNumbersThatAreNoPowersOfTen_whenDrawn_thenEachIsLabeledBelowItsPoint() {
    assertThat(words(LabelChart.draw("a", Map.of("D", curve(25, 100, 400))))).isEqualTo(3);
    assertThat(words(LabelChart.draw("a", Map.of("D", curve(25, 50, 100, 400))))).isEqualTo(4);
  }

  @Test
  void givenTwoCurves_whenDrawn_thenNumbersOfBothAreLabeledOnce() {
    Map<String, List<LabelCurve.Point>> curves =
        Map.of("trained D", curve(20, 200), "untrained D", curve(20, 60, 200));

    assertThat(words(LabelChart.draw("a", curves))).isEqualTo(3);
  }

  @Test
  void givenASinglePoint_whenWritten_thenTheChartShowsIt(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("new/labels.png");

    LabelChart.writePng("one", Map.of("D", curve(100)), file);

    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(900);
    assertThat(words(image)).isEqualTo(1);
  }
}

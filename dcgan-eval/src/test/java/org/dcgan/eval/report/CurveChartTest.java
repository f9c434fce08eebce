package org.dcgan.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurveChartTest {
  private static final CurveChart.Point LOW = new CurveChart.Point(1, 0.5, 0);
  private static final CurveChart.Point HIGH = new CurveChart.Point(20, 50, 2);

  private static CurveChart.Builder chart() {
    return CurveChart.builder("race", "minutes", "distance");
  }

  private static long pixels(BufferedImage image, int rgb) {
    long count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += (image.getRGB(x, y) & 0xffffff) == rgb ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void givenTwoCurvesAndALine_whenWritten_thenEachIsThereInItsColor(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("new/chart.png");
    chart()
        .curve("ours", List.of(LOW, HIGH))
        .curve("theirs", List.of(HIGH))
        .line("floor", 0.4)
        .logarithmicY()
        .build()
        .writePng(file);

    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(pixels(image, 0x1F6F9F)).as("ours").isGreaterThan(200);
    assertThat(pixels(image, 0xD9622B)).as("theirs").isGreaterThan(20);
    assertThat(pixels(image, 0x8A8A8A)).as("floor").isGreaterThan(200);
  }

  @Test
  void givenMoreNamesThanFitARow_whenDrawn_thenTheImageIsHigherForAListOfThem() {
    CurveChart.Builder builder = chart().curve("a", List.of(LOW)).curve("b", List.of(LOW));
    int few = builder.build().draw().getHeight();
    builder.curve("c", List.of(LOW)).line("d", 1).line("e", 2);

    assertThat(builder.build().draw().getHeight()).isEqualTo(few + 5 * 20);
  }

  private static boolean isWhite(BufferedImage image, int fromColumn, int toColumn) {
    return IntStream.range(fromColumn, toColumn)
        .allMatch(
            x ->
                IntStream.range(0, image.getHeight())
                    .allMatch(y -> (image.getRGB(x, y) & 0xffffff) == 0xffffff));
  }

  @Test
  void givenALongTitleAndLongNames_whenDrawn_thenNothingIsCutOffAtTheEdges() {
    String dataset = "digits(train, 60000 images) > subset(50000 images, af1b7ddf571b)";
    BufferedImage image =
        CurveChart.builder("DCGAN 28x28x1, " + dataset + " > " + dataset, "step", "score")
            .curve("the percentage that is classified wrongly, " + dataset, List.of(LOW, HIGH))
            .curve("the same with other images, " + dataset + " > " + dataset, List.of(HIGH))
            .line("best", 1)
            .build()
            .draw();

    assertThat(isWhite(image, 0, 3)).as("left edge").isTrue();
    assertThat(isWhite(image, image.getWidth() - 3, image.getWidth())).as("right edge").isTrue();
    assertThat(image.getHeight()).as("height with four lines of names").isEqualTo(560 + 4 * 20);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 20})
  void givenALongTitleOfTheVerticalAxis_whenDrawn_thenTheChartIsHighEnoughOrTheTitleIsShortened(
      int times) {
    String vertical = "Fréchet distance over 768 features of an ImageNet network (mixed5) ";
    BufferedImage image =
        CurveChart.builder(
                "CIFAR-10", "minutes of training ".repeat(times * 5), vertical.repeat(times))
            .curve("ours", List.of(LOW, HIGH))
            .build()
            .draw();

    int white = 0xffffff;
    for (int edge : new int[] {0, 1, image.getHeight() - 2, image.getHeight() - 1}) {
      for (int x = 0; x < image.getWidth(); x++) {
        assertThat(image.getRGB(x, edge) & white).as("row %d, column %d", edge, x).isEqualTo(white);
      }
    }
    assertThat(isWhite(image, 0, 3)).as("left edge").isTrue();
    assertThat(isWhite(image, image.getWidth() - 3, image.getWidth())).as("right edge").isTrue();
    assertThat(image.getHeight()).isBetween(560, 800);
  }

  @Test
  void givenABuilderThatIsUsedAgain_whenAnEarlierChartIsDrawn_thenItIsUnchanged() {
    CurveChart.Builder builder = chart().curve("ours", List.of(LOW, HIGH));
    CurveChart earlier = builder.build();
    builder.curve("theirs", List.of(HIGH));

    assertThat(pixels(earlier.draw(), 0xD9622B)).isZero();
    assertThat(pixels(builder.build().draw(), 0xD9622B)).isPositive();
  }

  @Test
  void givenWhatNoChartCanShow_whenBuilt_thenTheValueIsNamed() {
    assertThatThrownBy(() -> chart().build()).hasMessageContaining("at least one curve");
    assertThatThrownBy(() -> chart().curve("ours", List.of()))
        .hasMessageContaining("ours")
        .hasMessageContaining("at least one point");
    assertThatThrownBy(() -> chart().curve("a", List.of(LOW)).line("a", 1))
        .hasMessageContaining("already has")
        .hasMessageContaining("\"a\"");
    assertThatThrownBy(() -> chart().line("floor", Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new CurveChart.Point(Double.POSITIVE_INFINITY, 0, 0))
        .hasMessageContaining("Infinity");
    CurveChart.Point zero = new CurveChart.Point(0, 0, 0);
    assertThatThrownBy(() -> chart().curve("a", List.of(zero)).logarithmicX().build())
        .hasMessageContaining("above 0")
        .hasMessageContaining("(0.0, 0.0)");
    assertThatThrownBy(() -> chart().curve("a", List.of(LOW)).line("b", 0).logarithmicY().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the line \"b\" at 0.0");
    CurveChart.Point wide = new CurveChart.Point(1, 1, 2);
    assertThatThrownBy(() -> chart().curve("a", List.of(wide)).logarithmicY().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the point (1.0, 1.0), spread 2.0");
    assertThat(chart().curve("a", List.of(zero)).build().draw().getWidth()).isEqualTo(900);
  }
}

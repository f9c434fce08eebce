package org.dcgan.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.eval.protocol.LabelChart;
import org.dcgan.eval.protocol.LabelCurve;
import org.dcgan.eval.protocol.MeanAndSpread;
import org.dcgan.eval.svm.ConfusionChart;
import org.dcgan.eval.svm.ConfusionMatrix;
import org.dcgan.feature.Features;
import org.junit.jupiter.api.Test;

/** Names that come from files are visible text in charts and in messages. */
class PrintableChartsTest {
  private static final String HOSTILE = "a\u202egpj\nb\u001b[2J";
  private static final String VISIBLE = "a\\u202egpj\\u000ab\\u001b[2J";

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  private static BufferedImage confusion(String name) {
    return ConfusionChart.draw(
        name, new ConfusionMatrix(List.of(name, "other"), List.of(List.of(3, 1), List.of(0, 4))));
  }

  /** A chart with the name in its legend. */
  private static BufferedImage labels(String name) {
    MeanAndSpread accuracy = MeanAndSpread.of(List.of(0.3, 0.4));
    return LabelChart.draw(
        "title",
        Map.of(name, List.of(new LabelCurve.Point(10, accuracy, accuracy, List.of(1.0, 1.0)))));
  }

  @Test
  void givenNamesWithControlCharacters_whenChartsAreDrawn_thenTheyAreEscaped() {
    String invisible = "a" + "\u200b".repeat(20);

    // Zero-width characters take room only as escapes.
    assertThat(confusion(invisible).getWidth()).isGreaterThan(confusion("a").getWidth() + 200);
    assertThat(pixels(labels(invisible))).isNotEqualTo(pixels(labels("a")));
  }

  @Test
  void givenAFolderWithControlCharacters_whenAReportCannotBegin_thenTheMessageIsOneLine() {
    FailSoft report = new FailSoft("the event log " + HOSTILE);

    assertThatThrownBy(
            () ->
                report.insist(
                    () -> {
                      throw new IOException(HOSTILE);
                    }))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("the event log " + VISIBLE)
        .hasMessageNotContainingAny("\n", "\u001b", "\u202e");
  }

  @Test
  void givenClassNamesWithControlCharacters_whenALabelIsRefused_thenTheMessageIsOneLine() {
    assertThatThrownBy(
            () ->
                FeatureTable.of(
                    Features.of(1, new float[] {1}), new int[] {7}, List.of(HOSTILE), "table"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("the label of row 0 is 7", VISIBLE)
        .hasMessageNotContainingAny("\n", "\u001b", "\u202e");
  }
}

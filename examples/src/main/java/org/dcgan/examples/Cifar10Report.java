package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.dcgan.eval.protocol.Cifar10Protocol;
import org.dcgan.eval.protocol.LabelChart;
import org.dcgan.eval.protocol.LabelCurve;
import org.dcgan.eval.svm.ConfusionChart;

/**
 * The charts and the summary of {@link Cifar10Features}.
 *
 * @param trained the result with the features of the trained discriminator
 * @param untrained the result with the features of the untrained discriminator, if it was measured
 */
record Cifar10Report(Cifar10Protocol.Result trained, Optional<Cifar10Protocol.Result> untrained) {

  /**
   * Writes {@code confusion.png} and, if there were SVMs on few labels, {@code labels.png}.
   *
   * @param folder the output folder
   * @throws IOException if a file cannot be written
   */
  void writeCharts(Path folder) throws IOException {
    ConfusionChart.writePng(
        String.format(Locale.ROOT, "CIFAR-10, %.2f %%", 100 * trained.testAccuracy()),
        trained.confusion(),
        folder.resolve("confusion.png"));
    if (!trained.fewLabels().isEmpty()) {
      Map<String, List<LabelCurve.Point>> curves = new LinkedHashMap<>();
      curves.put("trained D", trained.fewLabels());
      untrained.ifPresent(result -> curves.put("untrained D", result.fewLabels()));
      LabelChart.writePng(
          "CIFAR-10, " + trained.dimension() + " features", curves, folder.resolve("labels.png"));
    }
  }

  /** Returns the test accuracies in one line. */
  String summary() {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "CIFAR-10 test accuracy %.2f %% (C %s)",
                100 * trained.testAccuracy(),
                trained.c()));
    untrained.ifPresent(
        result ->
            text.append(
                String.format(Locale.ROOT, ", untrained %.2f %%", 100 * result.testAccuracy())));
    for (LabelCurve.Point point : trained.fewLabels()) {
      text.append(
          String.format(
              Locale.ROOT,
              "; %d labels a class %.2f ± %.2f %%",
              point.labelsPerClass(),
              100 * point.testAccuracy().mean(),
              100 * point.testAccuracy().spread()));
    }
    return text.toString();
  }
}

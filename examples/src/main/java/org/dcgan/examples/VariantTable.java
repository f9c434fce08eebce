package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.dcgan.eval.comparison.MeanAndDeviation;
import org.dcgan.eval.report.IntervalChart;
import org.dcgan.internal.io.AtomicFiles;

/**
 * The accuracies of variants over random seeds, and their differences from those of a base.
 *
 * <p>A variant has only a few seeds, so that its own deviation says little. The 95 % intervals of
 * the differences therefore use a deviation that is pooled over all variants: the deviation of
 * accuracies over seeds for variants with a training of their own, and the deviation of the
 * differences from the same training's base for those that share its training. They contain the
 * randomness of the seeds, not that of the choice of test images.
 *
 * @param base the variant that the others are compared with
 * @param others the other variants
 * @param columns the names of further columns
 */
record VariantTable(Scored base, List<Scored> others, List<String> columns) {

  /**
   * What was measured of a variant.
   *
   * @param label its name
   * @param sharesTraining whether it uses the trainings of the base
   * @param accuracies the accuracy for each seed, in [0, 1], at least one
   * @param cells its further columns
   */
  record Scored(
      String label, boolean sharesTraining, Map<Long, Double> accuracies, List<String> cells) {

    MeanAndDeviation accuracy() {
      return MeanAndDeviation.of(List.copyOf(accuracies.values()));
    }
  }

  /**
   * The difference of a variant's mean accuracy from that of the base.
   *
   * @param value the difference, in [-1, 1]
   * @param margin half the width of its 95 % interval; empty if there is one seed only
   */
  record Difference(double value, OptionalDouble margin) {}

  /** A variance with its degrees of freedom. */
  private record Pooled(double squares, int degrees) {
    static Pooled of(Stream<List<Double>> samples) {
      double squares = 0;
      int degrees = 0;
      for (List<Double> sample : samples.toList()) {
        double mean = sample.stream().mapToDouble(v -> v).average().orElse(0);
        squares += sample.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        degrees += Math.max(0, sample.size() - 1);
      }
      return new Pooled(squares, degrees);
    }

    /** Half the 95 % interval of a number whose variance is a multiple of this one. */
    OptionalDouble margin(double multiple) {
      return degrees == 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(
              StudentT.quantile95(degrees) * Math.sqrt(squares / degrees * multiple));
    }
  }

  /**
   * Returns the difference of a variant from the base. Of a variant that shares the base's
   * trainings, those seeds count that both have.
   */
  Difference difference(Scored variant) {
    if (variant.sharesTraining()) {
      List<Double> differences = differences(variant);
      double mean = differences.stream().mapToDouble(d -> d).average().orElse(0);
      Pooled pooled =
          Pooled.of(others.stream().filter(Scored::sharesTraining).map(this::differences));
      return new Difference(mean, pooled.margin(1.0 / Math.max(1, differences.size())));
    }
    Pooled pooled =
        Pooled.of(
            Stream.concat(Stream.of(base), others.stream())
                .filter(scored -> !scored.sharesTraining())
                .map(scored -> List.copyOf(scored.accuracies().values())));
    double multiple = 1.0 / variant.accuracies().size() + 1.0 / base.accuracies().size();
    return new Difference(
        variant.accuracy().mean() - base.accuracy().mean(), pooled.margin(multiple));
  }

  private List<Double> differences(Scored variant) {
    List<Double> differences = new ArrayList<>();
    variant
        .accuracies()
        .forEach(
            (seed, accuracy) -> {
              Double same = base.accuracies().get(seed);
              if (same != null) {
                differences.add(accuracy - same);
              }
            });
    return differences;
  }

  /** The table in Markdown, the base first. */
  String toMarkdown() {
    StringBuilder text = new StringBuilder();
    List<String> heading = new ArrayList<>(List.of("variant", "accuracy, %", "difference, points"));
    heading.addAll(columns);
    line(text, heading);
    line(text, heading.stream().map(name -> "---").toList());
    line(text, cells(base, "base"));
    for (Scored variant : others) {
      line(text, cells(variant, text(variant)));
    }
    return text.toString();
  }

  private static List<String> cells(Scored variant, String difference) {
    List<String> cells = new ArrayList<>(List.of(variant.label()));
    MeanAndDeviation accuracy = variant.accuracy();
    cells.add(
        String.format(Locale.ROOT, "%.2f", 100 * accuracy.mean())
            + (accuracy.deviation().isPresent()
                ? String.format(Locale.ROOT, " ± %.2f", 100 * accuracy.deviation().getAsDouble())
                : ""));
    cells.add(difference);
    cells.addAll(variant.cells());
    return cells;
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /** The variant with the highest accuracy, if there is one besides the base. */
  Optional<Scored> best() {
    return others.stream().max(Comparator.comparingDouble(variant -> variant.accuracy().mean()));
  }

  /** The difference of a variant from the base, for example {@code +0.41 ± 0.30}. */
  String text(Scored variant) {
    return percentPoints(difference(variant));
  }

  private static String percentPoints(Difference difference) {
    return String.format(Locale.ROOT, "%+.2f", 100 * difference.value())
        + (difference.margin().isPresent()
            ? String.format(Locale.ROOT, " ± %.2f", 100 * difference.margin().getAsDouble())
            : "");
  }

  /**
   * Writes {@code comparison.md} and {@code comparison.png}. If only the chart cannot be written,
   * that is a warning.
   *
   * @param title the title of the chart
   * @param folder the output folder
   * @param notes lines above the table, on what the numbers depend
   */
  void write(String title, Path folder, List<String> notes) throws IOException {
    AtomicFiles.writeString(
        folder.resolve("comparison.md"), String.join("  \n", notes) + "\n\n" + toMarkdown());
    if (others.isEmpty()) {
      return;
    }
    Path chart = folder.resolve("comparison.png");
    List<IntervalChart.Row> rows =
        others.stream()
            .map(
                variant -> {
                  Difference difference = difference(variant);
                  return new IntervalChart.Row(
                      variant.label(),
                      100 * difference.value(),
                      100 * difference.margin().orElse(0));
                })
            .toList();
    OutputFolder.attempt(
        chart,
        () ->
            IntervalChart.writePng(
                title, "difference from the base in points, with its 95 % interval", rows, chart));
  }
}

package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.dcgan.eval.comparison.Evaluation;
import org.dcgan.eval.comparison.MeanAndDeviation;
import org.dcgan.internal.io.AtomicFiles;

/**
 * The metrics of each recipe: the mean over the random seeds of its trainings, and the standard
 * deviation over them, which contains the randomness of the trainings. Of the floor, which has no
 * trainings, it is the deviation over the runs of the evaluation.
 *
 * @param floor the metrics of real images, if they were measured
 * @param rows the recipes
 */
record RecipeTable(Optional<Evaluation> floor, List<Row> rows) {

  /**
   * A recipe.
   *
   * @param label its name
   * @param models the models of its trainings, at least one
   */
  record Row(String label, List<Model> models) {}

  /**
   * The model of a training.
   *
   * @param steps the number of steps
   * @param imagesPerSecond the training images per second
   * @param evaluation its metrics
   */
  record Model(long steps, double imagesPerSecond, Evaluation evaluation) {}

  /** The table in Markdown, the floor first. */
  String toMarkdown() {
    List<String> metrics = metrics();
    StringBuilder text = new StringBuilder();
    List<String> heading = new ArrayList<>(List.of("recipe", "seeds", "steps", "images/s"));
    heading.addAll(metrics);
    line(text, heading);
    line(text, heading.stream().map(name -> "---").toList());
    floor.ifPresent(real -> line(text, cells(real, metrics)));
    for (Row row : rows) {
      line(text, cells(row, metrics));
    }
    return text.toString();
  }

  /** The names of all metrics, in the order in which they were measured. */
  private List<String> metrics() {
    Set<String> names = new LinkedHashSet<>();
    floor.ifPresent(real -> real.numbers().forEach(number -> names.add(number.metric())));
    for (Row row : rows) {
      for (Model model : row.models()) {
        model.evaluation().numbers().forEach(number -> names.add(number.metric()));
      }
    }
    return List.copyOf(names);
  }

  private static List<String> cells(Evaluation floor, List<String> metrics) {
    List<String> cells = new ArrayList<>(List.of(floor.name(), "", "", ""));
    for (String metric : metrics) {
      cells.add(value(floor, metric).map(RecipeTable::text).orElse("-"));
    }
    return cells;
  }

  private static List<String> cells(Row row, List<String> metrics) {
    List<Evaluation> measured =
        row.models().stream().map(Model::evaluation).filter(found -> !found.failed()).toList();
    int failed = row.models().size() - measured.size();
    List<String> cells = new ArrayList<>();
    cells.add(row.label());
    cells.add(row.models().size() + (failed == 0 ? "" : ", of which " + failed + " failed"));
    cells.add(
        String.format(
            Locale.ROOT,
            "%,.0f",
            row.models().stream().mapToLong(Model::steps).average().orElse(Double.NaN)));
    cells.add(
        String.format(
            Locale.ROOT,
            "%.0f",
            row.models().stream()
                .mapToDouble(Model::imagesPerSecond)
                .average()
                .orElse(Double.NaN)));
    for (String metric : metrics) {
      List<Double> values = new ArrayList<>();
      for (Evaluation model : measured) {
        value(model, metric).ifPresent(found -> values.add(found.mean()));
      }
      cells.add(
          !values.isEmpty()
              ? text(MeanAndDeviation.of(values))
              : measured.isEmpty() ? "failed" : "-");
    }
    return cells;
  }

  private static Optional<MeanAndDeviation> value(Evaluation evaluation, String metric) {
    return evaluation.numbers().stream()
        .filter(number -> number.metric().equals(metric))
        .map(Evaluation.Measurement::value)
        .findFirst();
  }

  private static String text(MeanAndDeviation value) {
    return value.toText().replace("+/-", "±");
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /**
   * Writes {@code comparison.md}.
   *
   * @param folder the output folder
   * @param notes lines above the table, on what the numbers depend
   */
  void write(Path folder, List<String> notes) throws IOException {
    AtomicFiles.writeString(
        folder.resolve("comparison.md"), String.join("  \n", notes) + "\n\n" + toMarkdown());
  }
}

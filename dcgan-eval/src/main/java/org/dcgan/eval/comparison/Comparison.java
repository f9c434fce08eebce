package org.dcgan.eval.comparison;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.oneLine;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;
import org.dcgan.eval.metrics.MetricResult;

/**
 * The metrics of one or several generators, measured in the same way.
 *
 * @param extractor the description of the feature extractor
 * @param dimension the number of features per image
 * @param resizing how the extractor resizes images
 * @param real the description of the real images
 * @param images the number of real images and of generated images in each run
 * @param runs the number of runs
 * @param seed the random seed of the first run; each other run has the next one
 * @param floor the same metrics of real images that are not among those of the comparison: what a
 *     perfect generator would reach. Empty if it was not asked for
 * @param evaluations the generators
 * @param warnings reasons to doubt all of it
 * @param libraryVersion the version of this library
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Comparison(
    String extractor,
    int dimension,
    String resizing,
    String real,
    int images,
    int runs,
    long seed,
    Optional<Evaluation> floor,
    List<Evaluation> evaluations,
    List<String> warnings,
    String libraryVersion) {
  private static final int LONGEST_NAME = 40;

  /** Keeps copies. */
  public Comparison {
    requireNonNull(extractor, "extractor");
    requireNonNull(resizing, "resizing");
    requireNonNull(real, "real");
    requireNonNull(floor, "floor");
    requireNonNull(evaluations, "evaluations");
    requireNonNull(warnings, "warnings");
    requireNonNull(libraryVersion, "libraryVersion");

    evaluations = ImmutableList.copyOf(evaluations);
    warnings = ImmutableList.copyOf(warnings);
  }

  /**
   * The table as plain text, with everything that the numbers depend on above it and the warnings
   * below it. Names from outside are escaped.
   *
   * @return lines that end with a line feed
   */
  public String toText() {
    List<List<String>> rows = table();
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int c = 0; c < columns; c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (String line : conditions()) {
      text.append(oneLine(line)).append('\n');
    }
    text.append('\n');
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < columns; c++) {
        line.append(row.get(c)).append(" ".repeat(widths[c] - row.get(c).length() + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    for (String warning : allWarnings()) {
      text.append("warning: ").append(oneLine(warning)).append('\n');
    }
    return text.toString();
  }

  /** What the numbers depend on, in sentences. */
  List<String> conditions() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "metrics over %,d features of %s; resizing: %s",
            dimension,
            printable(extractor),
            printable(resizing)));
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d real images of %s against %,d generated images, %s; dcgan %s",
            images,
            printable(real),
            images,
            runs == 1
                ? "seed " + seed
                : "+/- standard deviation over "
                    + runs
                    + " runs with the seeds "
                    + seed
                    + " to "
                    + (seed + runs - 1),
            printable(libraryVersion)));
    return lines;
  }

  /** A heading and a row for each number; escaped for a terminal. */
  List<List<String>> table() {
    List<Evaluation> columns = new ArrayList<>();
    floor.ifPresent(columns::add);
    columns.addAll(evaluations);
    List<List<String>> rows = new ArrayList<>();
    List<String> heading = new ArrayList<>(List.of("metric", "better"));
    heading.addAll(headings(columns));
    rows.add(heading);
    Map<String, MetricResult.Better> metrics = new LinkedHashMap<>();
    for (Evaluation column : columns) {
      column.numbers().forEach(number -> metrics.putIfAbsent(number.metric(), number.better()));
    }
    metrics.forEach(
        (metric, better) -> {
          List<String> row = new ArrayList<>();
          row.add(metric);
          row.add(
              switch (better) {
                case LOWER -> "lower";
                case HIGHER -> "higher";
                case NEAR_FLOOR -> "as the floor";
              });
          for (Evaluation column : columns) {
            row.add(
                column
                    .value(metric)
                    .map(MeanAndDeviation::toText)
                    .orElse(column.failed() ? "failed" : "-"));
          }
          rows.add(row);
        });
    return rows;
  }

  /** The names of generators, which are shortened if they still differ afterwards. */
  private static List<String> headings(List<Evaluation> columns) {
    List<String> names = columns.stream().map(column -> printable(column.name())).toList();
    List<String> shortened = names.stream().map(Comparison::shortened).toList();
    return Set.copyOf(shortened).size() == names.size() ? shortened : names;
  }

  /** The end of a path says more than its beginning. */
  private static String shortened(String name) {
    return name.length() <= LONGEST_NAME
        ? name
        : "..." + name.substring(name.length() - LONGEST_NAME + 3);
  }

  /**
   * All warnings once; those of one generator name it if there are several, and those of the floor
   * alone name the floor.
   */
  List<String> allWarnings() {
    Set<String> all = new LinkedHashSet<>(warnings);
    for (Evaluation evaluation : evaluations) {
      for (String warning : evaluation.warnings()) {
        boolean everywhere =
            evaluations.stream().allMatch(other -> other.warnings().contains(warning));
        all.add(everywhere ? warning : printable(evaluation.name()) + ": " + warning);
      }
    }
    floor.ifPresent(
        real -> {
          for (String warning : real.warnings()) {
            if (evaluations.stream().noneMatch(other -> other.warnings().contains(warning))) {
              all.add(printable(real.name()) + ": " + warning);
            }
          }
        });
    return List.copyOf(all);
  }
}

package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dcgan.eval.comparison.Evaluation;
import org.dcgan.eval.comparison.MeanAndDeviation;
import org.dcgan.eval.metrics.MetricResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeTableTest {
  private static final Evaluation FAILED =
      new Evaluation("failed", List.of(), List.of("not evaluated"), List.of());

  private static Evaluation evaluation(String name, double distance, double recall) {
    return new Evaluation(
        name,
        List.of(
            number("Frechet distance", MetricResult.Better.LOWER, distance),
            number("recall", MetricResult.Better.HIGHER, recall)),
        List.of(),
        List.of(Map.of()));
  }

  private static Evaluation.Measurement number(
      String metric, MetricResult.Better better, double value) {
    return new Evaluation.Measurement(
        metric, better, new MeanAndDeviation(value, OptionalDouble.of(9)));
  }

  private static RecipeTable.Row row(String label, RecipeTable.Model... models) {
    return new RecipeTable.Row(label, List.of(models));
  }

  @Test
  void givenTwoSeeds_whenTabulated_thenTheDeviationIsThatOverTheSeeds(@TempDir Path folder)
      throws Exception {
    RecipeTable table =
        new RecipeTable(
            Optional.of(evaluation("floor: other real images", 0.25, 0.75)),
            List.of(
                row(
                    "recommended",
                    new RecipeTable.Model(1000, 160, evaluation("a", 1, 0.5)),
                    new RecipeTable.Model(1200, 192, evaluation("b", 2, 0.5))),
                row(
                    "paper",
                    new RecipeTable.Model(100, 128, evaluation("c", 3, 0.25)),
                    new RecipeTable.Model(100, 128, FAILED)),
                row("hinge", new RecipeTable.Model(900, 144, FAILED))));

    table.write(folder, List.of("seeds: [42, 43]", "time: 5:00"));

    assertThat(folder.resolve("comparison.md"))
        .hasContent(
            """
            seeds: [42, 43] \s
            time: 5:00

            | recipe | seeds | steps | images/s | Frechet distance | recall |
            | --- | --- | --- | --- | --- | --- |
            | floor: other real images |  |  |  | 0.2500 ± 9.0 | 0.7500 ± 9.0 |
            | recommended | 2 | 1,100 | 176 | 1.500 ± 0.71 | 0.5000 ± 0 |
            | paper | 2, of which 1 failed | 100 | 128 | 3.000 | 0.2500 |
            | hinge | 1, of which 1 failed | 900 | 144 | failed | failed |
            """);
  }

  @Test
  void givenNoFloor_whenTabulated_thenThereAreRecipesOnly() {
    RecipeTable table =
        new RecipeTable(
            Optional.empty(),
            List.of(row("paper", new RecipeTable.Model(12_345, 99.6, evaluation("a", 0.5, 1)))));

    assertThat(table.toMarkdown().lines())
        .endsWith("| paper | 1 | 12,345 | 100 | 0.5000 | 1.000 |")
        .hasSize(3);
  }
}

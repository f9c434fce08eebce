package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VariantTableTest {
  private static final VariantTable.Scored BASE = scored("base", false, 0.70, 0.71, 0.705);
  private static final VariantTable.Scored WIDE = scored("wide", false, 0.72, 0.70, 0.73);
  private static final VariantTable.Scored NOISE = scored("noise", false, 0.69, 0.70);
  private static final VariantTable.Scored AVERAGE = scored("average", true, 0.712, 0.718, 0.714);
  private static final VariantTable.Scored MEAN = scored("mean", true, 0.690, 0.703);

  private static final VariantTable TABLE =
      new VariantTable(BASE, List.of(WIDE, NOISE, AVERAGE, MEAN), List.of("updates"));

  private static VariantTable.Scored scored(String label, boolean shares, double... accuracies) {
    Map<Long, Double> bySeed = new TreeMap<>();
    for (int i = 0; i < accuracies.length; i++) {
      bySeed.put(42L + i, accuracies[i]);
    }
    return new VariantTable.Scored(label, shares, bySeed, List.of("1,000"));
  }

  /** The numbers are those of NumPy, with {@code scipy.stats.t.ppf(.975, 5)} and 3. */
  @Test
  void givenVariants_whenCompared_thenIntervalsUseTheDeviationOfAllOfTheirKind() {
    assertDifference(WIDE, 0.011666667, 0.022344191);
    assertDifference(NOISE, -0.01, 0.024981565);
    assertDifference(AVERAGE, 0.009666667, 0.003849264);
    assertDifference(MEAN, -0.0085, 0.004714367);
  }

  private static void assertDifference(VariantTable.Scored variant, double... expected) {
    VariantTable.Difference difference = TABLE.difference(variant);
    assertThat(difference.value()).isCloseTo(expected[0], within(1e-6));
    assertThat(difference.margin().orElseThrow()).isCloseTo(expected[1], within(1e-6));
  }

  @Test
  void givenOneSeed_whenCompared_thenThereIsNoInterval() {
    VariantTable table =
        new VariantTable(
            scored("base", false, 0.7),
            List.of(scored("wide", false, 0.71), scored("mean", true, 0.69)),
            List.of("updates"));

    assertThat(table.toMarkdown())
        .contains(
            "| base | 70.00 | base | 1,000 |",
            "| wide | 71.00 | +1.00 | 1,000 |",
            "| mean | 69.00 | -1.00 | 1,000 |");
  }

  @Test
  void givenVariants_whenWritten_thenThereIsATableWithNotesAndAChart(@TempDir Path folder)
      throws Exception {
    TABLE.write("title", folder, List.of("seed: 42", "images: 10"));

    assertThat(folder.resolve("comparison.md"))
        .content()
        .startsWith("seed: 42  \nimages: 10\n\n| variant | accuracy, % |")
        .contains("| wide | 71.67 ± 1.53 | +1.17 ± ");
    assertThat(folder.resolve("comparison.png")).isNotEmptyFile();
    assertThat(TABLE.best()).contains(WIDE);
  }
}

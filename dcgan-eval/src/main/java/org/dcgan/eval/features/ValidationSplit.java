package org.dcgan.eval.features;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.stream.IntStream;
import org.dcgan.random.Permutation;

/**
 * Training rows in two parts: those that are learned from and those kept apart, on which C, say, is
 * chosen. Which go where is drawn; within a part rows keep their order, so that a mapped file is
 * read from front to back. Views, no copies.
 *
 * @param rest the rows to learn from
 * @param apart the rows kept apart
 */
public record ValidationSplit(FeatureTable rest, FeatureTable apart) {

  /**
   * Draws the rows to keep apart.
   *
   * @param table all rows
   * @param apart how many to keep apart, at least 1 and fewer than all
   * @param name of the drawing, for example a seed and a purpose; the same name draws the same rows
   * @return both parts
   * @throws IllegalArgumentException if there are too few rows
   */
  public static ValidationSplit draw(FeatureTable table, int apart, long... name) {
    checkArgument(apart >= 1, "at least 1 row must be kept apart, got %s", apart);
    checkArgument(
        apart < table.rows(),
        "%s rows are to be kept apart for validation, but %s has only %s; keep fewer apart",
        apart,
        table.description(),
        table.rows());
    Permutation order = Permutation.of(table.rows(), name);
    return new ValidationSplit(
        part(table, order, apart, table.rows()), part(table, order, 0, apart));
  }

  private static FeatureTable part(FeatureTable table, Permutation order, int from, int to) {
    return table.subset(IntStream.range(from, to).map(order::at).sorted().toArray());
  }
}

package org.dcgan.eval.features;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.util.stream.IntStream;
import org.apiguardian.api.API;
import org.dcgan.random.Permutation;

/**
 * Training rows in two parts: rows to learn from, and validation rows on which a hyperparameter,
 * such as the C of an SVM, is chosen. The validation rows are a random sample; within each part
 * rows keep their order, so that a file is read from front to back. Both parts are views, not
 * copies.
 *
 * @param training the rows to learn from
 * @param validation the rows to choose a hyperparameter on
 */
@API(status = API.Status.STABLE, since = "0.1")
public record ValidationSplit(FeatureTable training, FeatureTable validation) {
  /** Checks that no component is null. */
  public ValidationSplit {
    requireNonNull(training, "training");
    requireNonNull(validation, "validation");
  }

  /**
   * Splits a table at random.
   *
   * @param table all training rows
   * @param count the number of validation rows, at least 1 and fewer than all
   * @param seed the random seed: one or more numbers, for example a seed and a number for the
   *     purpose; the same numbers select the same rows
   * @return both parts
   * @throws IllegalArgumentException if the table has too few rows
   */
  public static ValidationSplit of(FeatureTable table, int count, long... seed) {
    requireNonNull(table, "table");
    requireNonNull(seed, "seed");

    checkArgument(count >= 1, "a validation set needs at least 1 row, got %s", count);
    checkArgument(
        count < table.rows(),
        "%s validation rows were asked for, but %s has only %s rows; ask for fewer",
        count,
        printable(table.description()),
        table.rows());
    Permutation order = Permutation.of(table.rows(), seed);
    return new ValidationSplit(
        part(table, order, count, table.rows()), part(table, order, 0, count));
  }

  private static FeatureTable part(FeatureTable table, Permutation order, int from, int to) {
    return table.subset(IntStream.range(from, to).map(order::at).sorted().toArray());
  }
}

package org.dcgan.eval.baseline;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.dcgan.eval.features.FeatureTable;

/**
 * Training and test rows, both standardized by the means and deviations of the training rows.
 *
 * @param training what a classifier learns from
 * @param test what it is judged on
 */
public record ScaledSplit(FeatureTable training, FeatureTable test) {
  /** Checks that no component is null. */
  public ScaledSplit {
    requireNonNull(training, "training");
    requireNonNull(test, "test");
  }

  /**
   * Learns from the training rows, in one pass; the rows themselves are standardized as they are
   * read.
   *
   * @param training at least 2 rows
   * @param test rows of as many columns
   * @return both
   * @throws IOException if the training rows cannot be read
   * @throws IllegalArgumentException if there are too few, or the columns differ
   */
  public static ScaledSplit by(FeatureTable training, FeatureTable test) throws IOException {
    requireNonNull(training, "training");
    requireNonNull(test, "test");

    FeatureScaler standardization = FeatureScaler.of(training);
    return new ScaledSplit(standardization.apply(training), standardization.apply(test));
  }
}

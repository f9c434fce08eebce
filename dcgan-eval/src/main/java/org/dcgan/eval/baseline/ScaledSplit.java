package org.dcgan.eval.baseline;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.apiguardian.api.API;
import org.dcgan.eval.features.FeatureTable;

/**
 * Training and test rows, both scaled by the means and deviations of the training rows.
 *
 * @param training the rows to fit a classifier to
 * @param test the rows to evaluate it on
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ScaledSplit(FeatureTable training, FeatureTable test) {
  /** Checks that no component is null. */
  public ScaledSplit {
    requireNonNull(training, "training");
    requireNonNull(test, "test");
  }

  /**
   * Computes means and deviations in one pass over the training rows; rows are scaled when they are
   * read.
   *
   * @param training at least 2 rows
   * @param test rows of as many columns
   * @return both, scaled
   * @throws IOException if the training rows cannot be read
   * @throws IllegalArgumentException if there are fewer than 2 training rows, the columns differ,
   *     or a value is not finite
   */
  public static ScaledSplit by(FeatureTable training, FeatureTable test) throws IOException {
    requireNonNull(training, "training");
    requireNonNull(test, "test");

    FeatureScaler scaler = FeatureScaler.of(training);
    return new ScaledSplit(scaler.apply(training), scaler.apply(test));
  }
}

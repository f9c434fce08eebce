package org.dcgan.eval.protocol;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apiguardian.api.API;

/**
 * A mean over repetitions, with the spread that the authors report: 1.96 standard deviations of
 * single repetitions (not of the mean), with the variance divided by n
 * (svhn/svhn_semisup_analysis.py:144, 176).
 *
 * @param mean the mean over the repetitions
 * @param spread 1.96 standard deviations
 * @param values the value of each repetition
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record MeanAndSpread(double mean, double spread, List<Double> values) {
  /** The number of standard deviations that contain 95 % of a normal distribution. */
  public static final double DEVIATIONS = 1.96;

  /** Copies the values. */
  public MeanAndSpread {
    requireNonNull(values, "values");

    values = List.copyOf(values);
  }

  /**
   * Computes mean and spread.
   *
   * @param values at least one
   * @return mean and spread
   */
  public static MeanAndSpread of(List<Double> values) {
    requireNonNull(values, "values");

    double mean = values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
    double variance =
        values.stream().mapToDouble(v -> (v - mean) * (v - mean)).average().orElse(Double.NaN);
    return new MeanAndSpread(mean, DEVIATIONS * Math.sqrt(variance), values);
  }
}

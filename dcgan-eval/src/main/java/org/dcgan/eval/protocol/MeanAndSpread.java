package org.dcgan.eval.protocol;

import java.util.List;

/**
 * A mean over draws, with the spread that the authors report: 1.96 standard deviations of single
 * draws (not of the mean), divided by n (svhn/svhn_semisup_analysis.py:144, 176).
 *
 * @param mean over the draws
 * @param spread 1.96 deviations
 * @param values one a draw
 */
public record MeanAndSpread(double mean, double spread, List<Double> values) {
  /** What 95 % of a normal distribution lie within. */
  public static final double DEVIATIONS = 1.96;

  /** Copies the values. */
  public MeanAndSpread {
    values = List.copyOf(values);
  }

  /**
   * The spread of values.
   *
   * @param values at least one
   * @return mean and spread
   */
  public static MeanAndSpread of(List<Double> values) {
    double mean = values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
    double variance =
        values.stream().mapToDouble(v -> (v - mean) * (v - mean)).average().orElse(Double.NaN);
    return new MeanAndSpread(mean, DEVIATIONS * Math.sqrt(variance), values);
  }
}

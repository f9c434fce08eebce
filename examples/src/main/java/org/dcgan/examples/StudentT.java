package org.dcgan.examples;

import static com.google.common.base.Preconditions.checkArgument;

/** Quantiles of Student's t-distribution. */
final class StudentT {
  /** Two-sided 95 % quantiles for 1 to 10 degrees of freedom. */
  private static final double[] QUANTILES = {
    12.7062, 4.30265, 3.18245, 2.77645, 2.57058, 2.44691, 2.36462, 2.30600, 2.26216, 2.22814
  };

  /** From 11 degrees of freedom on, {@code 1.96 + 2.4 / degrees} is right to 0.02. */
  private static final double NORMAL = 1.96;

  private static final double NORMAL_TERM = 2.4;

  private StudentT() {}

  /**
   * Returns how many standard errors of a mean its two-sided 95 % interval extends to either side.
   *
   * @param degrees the degrees of freedom, at least 1
   */
  static double quantile95(int degrees) {
    checkArgument(degrees >= 1, "degrees of freedom must be at least 1, got %s", degrees);
    return degrees <= QUANTILES.length ? QUANTILES[degrees - 1] : NORMAL + NORMAL_TERM / degrees;
  }
}

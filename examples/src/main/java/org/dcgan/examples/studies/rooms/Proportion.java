package org.dcgan.examples.studies.rooms;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Locale;

/**
 * A share of trials, with the interval that holds the true share with a confidence of 95 %, by
 * Wilson's score (1927), which is right for few trials and for shares near 0 and 1, too.
 *
 * @param successes 0 to {@code trials}
 * @param trials at least 1
 */
public record Proportion(int successes, int trials) {
  /** The standard normal's 97.5 % quantile. */
  private static final double Z = 1.959963984540054;

  /** Checks the ranges. */
  public Proportion {
    checkArgument(
        trials >= 1 && successes >= 0 && successes <= trials,
        "a proportion has 0 to n successes of n trials, n at least 1, got %s of %s",
        successes,
        trials);
  }

  /**
   * The share.
   *
   * @return 0 to 1
   */
  public double share() {
    return (double) successes / trials;
  }

  /**
   * The interval's lower end.
   *
   * @return at least 0
   */
  public double low() {
    return Math.max(0, middle() - reach());
  }

  /**
   * The interval's upper end.
   *
   * @return at most 1
   */
  public double high() {
    return Math.min(1, middle() + reach());
  }

  private double middle() {
    return (share() + Z * Z / (2 * trials)) / (1 + Z * Z / trials);
  }

  private double reach() {
    double p = share();
    return Z
        * Math.sqrt(p * (1 - p) / trials + Z * Z / (4.0 * trials * trials))
        / (1 + Z * Z / trials);
  }

  /** For example {@code 64.2 % (62.1 to 66.3)}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%.1f %% (%.1f to %.1f)", 100 * share(), 100 * low(), 100 * high());
  }
}

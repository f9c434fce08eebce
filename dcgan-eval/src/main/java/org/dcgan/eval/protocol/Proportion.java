package org.dcgan.eval.protocol;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Locale;
import org.apiguardian.api.API;

/**
 * A proportion of trials with its 95 % confidence interval by Wilson's score (1927), which is
 * accurate for few trials and for proportions near 0 and 1, too.
 *
 * @param successes the number of successes, from 0 to {@code trials}
 * @param trials the number of trials, at least 0
 * @param share successes / trials, or NaN if there were no trials
 * @param low the interval's lower end, at least 0
 * @param high the interval's upper end, at most 1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Proportion(long successes, long trials, double share, double low, double high) {
  /** The 97.5 % quantile of the standard normal distribution. */
  private static final double Z = 1.959963984540054;

  /**
   * Computes the share and its confidence interval.
   *
   * @param successes the number of successes, from 0 to {@code trials}
   * @param trials the number of trials, at least 0
   * @return the proportion; its interval is all of [0, 1] if there were no trials
   * @throws IllegalArgumentException if a number is out of range
   */
  public static Proportion of(long successes, long trials) {
    checkArgument(
        successes >= 0 && successes <= trials,
        "successes must be from 0 to the number of trials, got %s of %s",
        successes,
        trials);
    if (trials == 0) {
      return new Proportion(0, 0, Double.NaN, 0, 1);
    }
    double share = (double) successes / trials;
    double divisor = 1 + Z * Z / trials;
    double center = (share + Z * Z / (2 * trials)) / divisor;
    double variance = share * (1 - share) / trials + Z * Z / (4.0 * trials * trials);
    double half = Z / divisor * Math.sqrt(variance);
    return new Proportion(
        successes, trials, share, Math.max(0, center - half), Math.min(1, center + half));
  }

  /**
   * The share and its interval in percent.
   *
   * @param decimals the number of decimals, from 0 to 9
   * @return for example {@code 3.09 % (2.77 to 3.45)}, or {@code none} if there were no trials
   */
  public String toText(int decimals) {
    checkArgument(decimals >= 0 && decimals <= 9, "decimals must be from 0 to 9, got %s", decimals);
    return trials == 0
        ? "none"
        : percent(share, decimals)
            + " % ("
            + percent(low, decimals)
            + " to "
            + percent(high, decimals)
            + ")";
  }

  private static String percent(double share, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", 100 * share);
  }

  /** Returns, for example, {@code 64.2 % (62.1 to 66.3)}. */
  @Override
  public String toString() {
    return toText(1);
  }
}

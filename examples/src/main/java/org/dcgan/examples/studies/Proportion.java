package org.dcgan.examples.studies;

import java.util.Locale;

/**
 * A share that was counted, with its 95 % confidence interval (Wilson, 1927), which does not
 * collapse where all or none were counted.
 *
 * @param hits how many
 * @param of of how many
 * @param share hits / of; NaN of none
 * @param low the interval's lower end
 * @param high its upper end
 */
public record Proportion(long hits, long of, double share, double low, double high) {
  /** Of the normal distribution, 97.5 %. */
  private static final double Z = 1.959963984540054;

  public static Proportion of(long hits, long of) {
    if (of == 0) {
      return new Proportion(0, 0, Double.NaN, 0, 1);
    }
    double share = (double) hits / of;
    double divisor = 1 + Z * Z / of;
    double center = (share + Z * Z / (2 * of)) / divisor;
    double half = Z / divisor * Math.sqrt(share * (1 - share) / of + Z * Z / (4.0 * of * of));
    return new Proportion(hits, of, share, Math.max(0, center - half), Math.min(1, center + half));
  }

  /** Percent, for example {@code 81.5 (79.9 to 83.0)}. */
  @Override
  public String toString() {
    return of == 0
        ? "none"
        : String.format(Locale.ROOT, "%.1f (%.1f to %.1f)", 100 * share, 100 * low, 100 * high);
  }
}

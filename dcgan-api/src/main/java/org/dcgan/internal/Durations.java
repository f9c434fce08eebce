package org.dcgan.internal;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** Conversions of durations that the application chooses and that may have any length. */
public final class Durations {

  private Durations() {}

  /**
   * Converts a duration to nanoseconds. {@link Duration#toNanos} throws an exception for durations
   * of more than 292 years, which applications use for "without limit".
   *
   * @param duration any duration
   * @return its nanoseconds, or the nearest number that a {@code long} can represent
   */
  public static long nanos(Duration duration) {
    requireNonNull(duration, "duration");

    try {
      return duration.toNanos();
    } catch (ArithmeticException e) {
      return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}

package org.dcgan.eval.report;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Locale;
import org.apiguardian.api.API;

/** Formats durations like a clock. */
@API(status = API.Status.STABLE, since = "0.1")
public final class Clock {

  private Clock() {}

  /**
   * Hours, minutes and seconds; fractions of a second are dropped.
   *
   * @param duration not negative
   * @return for example {@code 0:07}, {@code 12:34} or {@code 1:02:03}
   */
  public static String format(Duration duration) {
    requireNonNull(duration, "duration");

    checkArgument(!duration.isNegative(), "a duration must not be negative, got %s", duration);
    return duration.toHours() > 0
        ? String.format(
            Locale.ROOT,
            "%d:%02d:%02d",
            duration.toHours(),
            duration.toMinutesPart(),
            duration.toSecondsPart())
        : String.format(Locale.ROOT, "%d:%02d", duration.toMinutesPart(), duration.toSecondsPart());
  }
}

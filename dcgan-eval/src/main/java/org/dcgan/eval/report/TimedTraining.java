package org.dcgan.eval.report;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.dcgan.internal.Durations;
import org.dcgan.training.PlannedUpdates;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingPlan;

/**
 * The progress of a training whose length is a duration: the time that is used up, and an estimate
 * of the number of updates once the speed is known.
 */
final class TimedTraining {
  /** The first steps, which are slower than later ones, do not count for the speed. */
  private static final int WARM_UP = 5;

  private static final long MEASURED_NANOS = Duration.ofSeconds(10).toNanos();

  private final TrainingPlan plan;
  private final Duration total;
  private final Duration before;
  private final LongSupplier nanoTime;
  private final long start;
  private long steps;
  private long measuredFrom;
  private boolean said;

  TimedTraining(TrainingEvent.Started event, Duration total, LongSupplier nanoTime) {
    this.plan = event.plan();
    this.total = total;
    this.before = event.trained();
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  private Duration trained() {
    return before.plusNanos(nanoTime.getAsLong() - start);
  }

  /** For example {@code 12:34 of 1:30:00}. */
  String elapsed() {
    return Clock.format(trained()) + " of " + Clock.format(total);
  }

  /**
   * Counts a step.
   *
   * @param step the number of the step over the life of the model
   * @return once, lines with the estimated number of updates; otherwise an empty list
   */
  List<String> afterStep(long step) {
    steps++;
    long now = nanoTime.getAsLong();
    if (steps == WARM_UP) {
      measuredFrom = now;
    }
    if (said || steps <= WARM_UP || now - measuredFrom < MEASURED_NANOS) {
      return List.of();
    }
    said = true;
    double nanosPerStep = (now - measuredFrom) / (double) (steps - WARM_UP);
    double left = Math.max(0, Durations.nanos(total.minus(trained())));
    long last = step + (long) (left / nanosPerStep);
    String estimate =
        String.format(
            Locale.ROOT,
            "at this speed, the model will have had about %s at the end",
            PlannedUpdates.of(plan, 0, last));
    return PlannedUpdates.of(plan, 0, last)
        .warning()
        .map(warning -> List.of(estimate, "warning: " + warning))
        .orElse(List.of(estimate));
  }
}

package org.dcgan.tensorflow.training;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.dcgan.training.TrainingBudget;

/**
 * The training time of a run: the time that earlier parts of the run took, and the time since this
 * clock was created.
 */
final class TrainingClock {
  /** The longest time that files can record. */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private final TrainingBudget budget;
  private final Duration before;
  private final LongSupplier nanoTime;
  private final long start;

  /**
   * Starts the clock.
   *
   * @param budget the length of the run
   * @param before the time that earlier parts of the run took
   * @param nanoTime the time in nanoseconds, from any origin
   */
  TrainingClock(TrainingBudget budget, Duration before, LongSupplier nanoTime) {
    this.budget = budget;
    this.before = before;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /** The time that earlier parts of the run took. */
  Duration before() {
    return before;
  }

  /** The training time of the run so far. */
  Duration trained() {
    Duration now = before.plusNanos(Math.max(0, nanoTime.getAsLong() - start));
    return now.compareTo(LONGEST) < 0 ? now : LONGEST;
  }

  /** The part of the run's time that is used up, from 0; 0 if its length is no duration. */
  double used() {
    return budget instanceof TrainingBudget.Time limit
        ? trained().toNanos() / (double) limit.duration().toNanos()
        : 0;
  }

  /** Whether the time of the run is used up. */
  boolean expired() {
    return expiredAt(trained());
  }

  /** Whether a training time uses up the time of the run; false if its length is no duration. */
  boolean expiredAt(Duration time) {
    return budget instanceof TrainingBudget.Time limit && time.compareTo(limit.duration()) >= 0;
  }
}

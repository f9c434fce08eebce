package org.dcgan.training;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apiguardian.api.API;
import org.dcgan.internal.Durations;

/**
 * How far a training is, at the moment that it was asked for.
 *
 * @param state whether the training waits, runs or has ended
 * @param firstStep the number of steps of the model before this training; 0 until it runs
 * @param step the number of steps of the model so far, of which this training made {@code step -
 *     firstStep}
 * @param totalSteps the number of steps of the model if the training is completed; 0 until it runs,
 *     and if its {@linkplain TrainingPlan#budget length} is a duration that has not become a number
 *     of steps ({@link TrainingEvent.LengthFixed})
 * @param epoch the number of the current epoch, counted from 1 over the run; 0 before the first
 *     step
 * @param losses the losses of the last step; empty before the first step
 * @param elapsed the time since the training began to run, until now or until its end
 * @param saved the last checkpoint, if any
 * @param timeLimit the time after which this training is completed, counted from its beginning;
 *     empty if its length is not a duration, or has become a number of steps
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record TrainingProgress(
    State state,
    long firstStep,
    long step,
    long totalSteps,
    int epoch,
    Optional<Losses> losses,
    Duration elapsed,
    Optional<Path> saved,
    Optional<Duration> timeLimit) {
  /** Checks for null. */
  public TrainingProgress {
    requireNonNull(state, "state");
    requireNonNull(losses, "losses");
    requireNonNull(elapsed, "elapsed");
    requireNonNull(saved, "saved");
    requireNonNull(timeLimit, "timeLimit");
  }

  /**
   * Creates the progress of a training whose length is not a duration.
   *
   * @param state whether the training waits, runs or has ended
   * @param firstStep the number of steps of the model before this training
   * @param step the number of steps of the model so far
   * @param totalSteps the number of steps of the model if the training is completed
   * @param epoch the number of the current epoch
   * @param losses the losses of the last step
   * @param elapsed the time since the training began to run
   * @param saved the last checkpoint
   */
  public TrainingProgress(
      State state,
      long firstStep,
      long step,
      long totalSteps,
      int epoch,
      Optional<Losses> losses,
      Duration elapsed,
      Optional<Path> saved) {
    this(state, firstStep, step, totalSteps, epoch, losses, elapsed, saved, Optional.empty());
  }

  /** The state of a training. */
  public enum State {
    /** The executor has not started it yet. */
    WAITING,
    /** It runs, or is saving after it was stopped. */
    RUNNING,
    /** It has ended, for any reason, or was stopped before it began. */
    ENDED
  }

  /**
   * Returns the share of this training's steps that are made, or of its time if there is a {@link
   * #timeLimit}. The share of steps decreases when a run is rolled back. A run that was complete
   * before has a share of 1.
   *
   * @return 0 to 1
   */
  public double fraction() {
    if (timeLimit.isPresent()) {
      double limit = Math.max(1, Durations.nanos(timeLimit.get()));
      return Math.min(1, Durations.nanos(elapsed) / limit);
    }
    if (state == State.ENDED && totalSteps > 0 && totalSteps == firstStep) {
      return 1; // the run was complete before
    }
    return totalSteps <= firstStep
        ? 0
        : Math.min(1, Math.max(0, (step - firstStep) / (double) (totalSteps - firstStep)));
  }

  /**
   * Estimates the time until the training is completed, from the steps made so far.
   *
   * @return the remaining time; empty before the first step and after the end
   */
  public Optional<Duration> remaining() {
    if (timeLimit.isPresent()) {
      Duration left = timeLimit.get().minus(elapsed);
      return state == State.RUNNING
          ? Optional.of(left.isNegative() ? Duration.ZERO : left)
          : Optional.empty();
    }
    long made = step - firstStep;
    return state == State.RUNNING && made > 0
        ? Optional.of(
            Duration.ofNanos(
                (long) (Durations.nanos(elapsed) / (double) made * (totalSteps - step))))
        : Optional.empty();
  }
}

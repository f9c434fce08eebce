package org.dcgan.training;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a training did.
 *
 * @param outcome how it ended
 * @param steps batches used by this call; what came before a resumption is in {@code step} only
 * @param epochs epochs finished by this call, those that were made again after a roll-back each
 *     time
 * @param step the model's step afterwards
 * @param losses averages over the last epoch that was finished, or over all steps where none was
 * @param duration wall time
 * @param imagesPerSecond training images a second, over the whole
 * @param dataWaitShare the share of time spent waiting for images, [0, 1]
 * @param unreadableImages how many images had to be skipped, each counted every time
 * @param saved the last checkpoint, if the plan has any written
 */
public record TrainingSummary(
    Outcome outcome,
    long steps,
    int epochs,
    long step,
    Losses losses,
    Duration duration,
    double imagesPerSecond,
    double dataWaitShare,
    long unreadableImages,
    Optional<Path> saved) {
  /** Refuses null. */
  public TrainingSummary {
    requireNonNull(outcome, "outcome");
    requireNonNull(losses, "losses");
    requireNonNull(duration, "duration");
    requireNonNull(saved, "saved");
  }

  /**
   * Whether the run that the plan resumes was complete before, so that nothing was done.
   *
   * @return true if the training is {@link Outcome#COMPLETED} without a step; the losses are NaN
   *     then
   */
  public boolean wasComplete() {
    return outcome == Outcome.COMPLETED && steps == 0;
  }

  /** How a training ended. */
  public enum Outcome {
    /** All planned epochs were trained. */
    COMPLETED,
    /** The training's {@link StopSignal} was requested, or its model was closed. */
    STOPPED,
    /**
     * The plan's {@link SentinelPolicy} stopped it; the last {@link TrainingEvent.Alarm} says why.
     */
    ALARMED,
    /** The training thread was interrupted; its interrupt flag is set again. */
    INTERRUPTED,
    /**
     * Something threw. Only listeners see this one: {@code train} throws what was thrown instead of
     * returning a summary.
     */
    FAILED
  }
}

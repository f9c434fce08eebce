package org.dcgan.training;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The outcome of a training.
 *
 * @param outcome how the training ended
 * @param steps the number of steps made by this call; steps before a resumption are counted in
 *     {@code step} only
 * @param epochs the number of epochs completed by this call; epochs that were repeated after a
 *     rollback are counted each time
 * @param step the total number of steps of the model after the training
 * @param losses the averages over the last completed epoch, or over all steps if no epoch was
 *     completed
 * @param duration the elapsed time
 * @param imagesPerSecond the number of training images per second over the whole training
 * @param dataWaitShare the fraction of the time spent waiting for images, in [0, 1]
 * @param unreadableImages the number of times that an unreadable image was skipped
 * @param saved the last checkpoint of the run, if any was written by this call or the run was
 *     complete before
 * @param emptyClasses the classes of a conditional model that no training image has: the names that
 *     the source gives to them, otherwise their numbers
 */
@API(status = API.Status.STABLE, since = "0.1")
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
    Optional<Path> saved,
    List<String> emptyClasses) {
  /** Checks for null and copies the list. */
  public TrainingSummary {
    requireNonNull(outcome, "outcome");
    requireNonNull(losses, "losses");
    requireNonNull(duration, "duration");
    requireNonNull(saved, "saved");
    requireNonNull(emptyClasses, "emptyClasses");

    emptyClasses = ImmutableList.copyOf(emptyClasses);
  }

  /**
   * Creates the summary of a training in which every class has images, or there are no classes.
   *
   * @param outcome how the training ended
   * @param steps the number of steps made by this call
   * @param epochs the number of epochs completed by this call
   * @param step the total number of steps of the model after the training
   * @param losses the averages over the last completed epoch, or over all steps
   * @param duration the elapsed time
   * @param imagesPerSecond the number of training images per second
   * @param dataWaitShare the fraction of the time spent waiting for images, in [0, 1]
   * @param unreadableImages the number of times that an unreadable image was skipped
   * @param saved the last checkpoint of the run, if any was written by this call or the run was
   *     complete before
   */
  public TrainingSummary(
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
    this(
        outcome,
        steps,
        epochs,
        step,
        losses,
        duration,
        imagesPerSecond,
        dataWaitShare,
        unreadableImages,
        saved,
        List.of());
  }

  /**
   * Returns whether the run to resume was already complete, so that no step was made.
   *
   * @return true if the training was {@link Outcome#COMPLETED} without a step; the losses are NaN
   *     in this case
   */
  public boolean wasComplete() {
    return outcome == Outcome.COMPLETED && steps == 0;
  }

  /** How a training ended. */
  public enum Outcome {
    /** The training reached the length of the plan. */
    COMPLETED,
    /**
     * The {@link StopSignal} was requested, or the model was closed; in a {@linkplain
     * org.dcgan.Cluster cluster}, in any of the workers. A process that was not asked itself should
     * end with an exit code other than 0, so that it is started again together with the others.
     */
    STOPPED,
    /**
     * The {@link SentinelPolicy} stopped the training; the last {@link TrainingEvent.Alarm} has the
     * reason.
     */
    ALARMED,
    /** The training thread was interrupted; its interrupt flag is set again. */
    INTERRUPTED,
    /**
     * An exception was thrown. Only listeners receive a summary with this outcome, since {@code
     * train} throws the exception instead of returning a summary.
     */
    FAILED
  }
}

package org.dcgan.training;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apiguardian.api.API;
import org.dcgan.architecture.Architecture;
import org.dcgan.image.Images;

/**
 * An event that training reports to its listeners. A training reports {@link Started}, then for
 * each epoch its {@link StepEnd} events and an {@link EpochEnd}, and at last {@link Finished}; the
 * other events occur in between.
 */
@API(status = API.Status.STABLE, since = "0.1")
public sealed interface TrainingEvent {

  /**
   * The training starts.
   *
   * @param architecture the layers of both networks
   * @param plan the plan of the training
   * @param dataset the description of the image source
   * @param firstStep the number of steps that the model has been trained for so far, 0 for an
   *     untrained model
   * @param stepsPerEpoch the number of steps per epoch
   * @param totalSteps the number of the last step if the training is completed; 0 if the plan's
   *     {@linkplain TrainingPlan#budget budget} is a duration, see {@link LengthFixed}
   * @param runtime a one-line description of precision, device and threads
   * @param resumedFrom the checkpoint that the run is resumed from; empty for a new run
   * @param trained the time that the run has been trained for so far; zero for a new run
   */
  record Started(
      Architecture architecture,
      TrainingPlan plan,
      String dataset,
      long firstStep,
      long stepsPerEpoch,
      long totalSteps,
      String runtime,
      Optional<Path> resumedFrom,
      Duration trained)
      implements TrainingEvent {
    /** Checks for null. */
    public Started {
      requireNonNull(architecture, "architecture");
      requireNonNull(plan, "plan");
      requireNonNull(dataset, "dataset");
      requireNonNull(runtime, "runtime");
      requireNonNull(resumedFrom, "resumedFrom");
      requireNonNull(trained, "trained");
    }

    /**
     * Creates an event of a run that has not been trained before.
     *
     * @param architecture the layers of both networks
     * @param plan the plan of the training
     * @param dataset the description of the image source
     * @param firstStep the number of steps that the model has been trained for so far
     * @param stepsPerEpoch the number of steps per epoch
     * @param totalSteps the number of the last step; 0 if the budget is a duration
     * @param runtime a one-line description of precision, device and threads
     * @param resumedFrom the checkpoint that the run is resumed from; empty for a new run
     */
    public Started(
        Architecture architecture,
        TrainingPlan plan,
        String dataset,
        long firstStep,
        long stepsPerEpoch,
        long totalSteps,
        String runtime,
        Optional<Path> resumedFrom) {
      this(
          architecture,
          plan,
          dataset,
          firstStep,
          stepsPerEpoch,
          totalSteps,
          runtime,
          resumedFrom,
          Duration.ZERO);
    }

    /**
     * Returns the numbers of updates that this training makes from its first step to the end of the
     * plan.
     *
     * @return the numbers, or empty if the plan's budget is a duration
     */
    public Optional<PlannedUpdates> updates() {
      return plan.budget() instanceof TrainingBudget.Time || totalSteps < firstStep
          ? Optional.empty()
          : Optional.of(PlannedUpdates.of(plan, firstStep, totalSteps));
    }

    /**
     * Returns a warning if both networks will have been updated too few times for good images when
     * the training is completed, updates of earlier trainings included.
     *
     * @return the warning with its remedy; empty if the updates are enough, or if the plan's budget
     *     is a duration
     */
    public Optional<String> warning() {
      return plan.budget() instanceof TrainingBudget.Time || totalSteps < firstStep
          ? Optional.empty()
          : PlannedUpdates.of(plan, 0, totalSteps).warning();
    }
  }

  /**
   * A step ended.
   *
   * @param step the number of the step, counted from 1 over all trainings of the model
   * @param epoch the number of the epoch, counted from 1 over this run
   * @param losses the losses and scores of the batch
   * @param duration the time from the beginning to the end of the step, including waiting
   * @param dataWait the part of the duration spent waiting for images
   * @param gradients the norms of the gradients
   */
  record StepEnd(
      long step,
      int epoch,
      Losses losses,
      Duration duration,
      Duration dataWait,
      GradientNorms gradients)
      implements TrainingEvent {
    /** Checks for null. */
    public StepEnd {
      requireNonNull(losses, "losses");
      requireNonNull(duration, "duration");
      requireNonNull(dataWait, "dataWait");
      requireNonNull(gradients, "gradients");
    }

    /**
     * Creates an event without gradient norms.
     *
     * @param step the number of the step, counted from 1 over all trainings of the model
     * @param epoch the number of the epoch, counted from 1 over this run
     * @param losses the losses and scores of the batch
     * @param duration the time from the beginning to the end of the step, including waiting
     * @param dataWait the part of the duration spent waiting for images
     */
    public StepEnd(long step, int epoch, Losses losses, Duration duration, Duration dataWait) {
      this(step, epoch, losses, duration, dataWait, GradientNorms.UNKNOWN);
    }
  }

  /**
   * An epoch ended.
   *
   * @param step the last step
   * @param epoch the number of the epoch, counted from 1 over this run
   * @param losses the averages over the steps of the epoch
   * @param samples images generated with population statistics, from the same latents after every
   *     epoch; of a conditional model, as many of each class, one class after the other, for a grid
   *     with one row for each class. {@link TrainingPlan#samplesPerEpoch} is rounded up for this;
   *     if it is below the number of classes, there is one sample of each of the first ones
   * @param imagesPerSecond the number of training images per second over the epoch
   */
  record EpochEnd(long step, int epoch, Losses losses, Images samples, double imagesPerSecond)
      implements TrainingEvent {
    /** Checks for null. */
    public EpochEnd {
      requireNonNull(losses, "losses");
      requireNonNull(samples, "samples");
    }
  }

  /**
   * A checkpoint was written.
   *
   * @param step the step of the checkpoint
   * @param directory the folder of the checkpoint
   */
  record Saved(long step, Path directory) implements TrainingEvent {
    /** Checks for null. */
    public Saved {
      requireNonNull(directory, "directory");
    }
  }

  /**
   * A problem that the {@link SentinelPolicy} monitors was detected.
   *
   * @param step the step after which the problem was detected
   * @param epoch the number of the epoch, counted from 1 over this run
   * @param trouble the problem
   * @param measured the measured value, in the unit of the policy's limit
   * @param limit the policy's limit, or NaN if there is none
   * @param action the action taken; {@code STOP} if the policy's action is {@code ROLL_BACK} but
   *     its maximum number of rollbacks has been reached
   * @param message a description of the problem with the measured values, for people
   */
  record Alarm(
      long step,
      int epoch,
      SentinelPolicy.Trouble trouble,
      double measured,
      double limit,
      SentinelPolicy.Action action,
      String message)
      implements TrainingEvent {
    /** Checks for null. */
    public Alarm {
      requireNonNull(trouble, "trouble");
      requireNonNull(action, "action");
      requireNonNull(message, "message");
    }
  }

  /**
   * The run was rolled back to a checkpoint after an alarm and continues from there with different
   * random numbers. The steps up to {@code from} are repeated.
   *
   * @param from the step at which the run was rolled back
   * @param to the step of the checkpoint
   * @param stream the number of the random stream that is used from now on, which is the number of
   *     rollbacks of the run
   * @param checkpoint the folder of the checkpoint
   */
  record RolledBack(long from, long to, int stream, Path checkpoint) implements TrainingEvent {
    /** Checks for null. */
    public RolledBack {
      requireNonNull(checkpoint, "checkpoint");
    }
  }

  /**
   * The checkpoint that was just written was scored.
   *
   * @param step the step of the checkpoint
   * @param name the name of the score
   * @param score the score; lower is better
   * @param best whether this is the best score of the run so far
   */
  record Scored(long step, String name, double score, boolean best) implements TrainingEvent {
    /** Checks for null. */
    public Scored {
      requireNonNull(name, "name");
    }
  }

  /**
   * The length of a run whose budget is a duration has become a number of steps, because its
   * learning rate decays ({@link TrainingPlan.Builder#decay}). From now on the training ends by
   * steps and no longer by the clock. It is reported before the first step with a lower rate, and
   * after {@link Started} if such a run is resumed.
   *
   * @param step the number of steps of the model so far
   * @param totalSteps the number of the last step if the training is completed
   */
  record LengthFixed(long step, long totalSteps) implements TrainingEvent {}

  /**
   * The training ended, for any reason.
   *
   * @param summary the outcome of the training
   */
  record Finished(TrainingSummary summary) implements TrainingEvent {
    /** Checks for null. */
    public Finished {
      requireNonNull(summary, "summary");
    }
  }
}

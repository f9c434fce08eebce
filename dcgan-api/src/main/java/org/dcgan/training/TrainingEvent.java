package org.dcgan.training;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.dcgan.architecture.Architecture;
import org.dcgan.image.Images;

/** What training tells its listeners, in this order: started, (steps, epoch end)..., finished. */
public sealed interface TrainingEvent {

  /**
   * Training begins.
   *
   * @param architecture both networks
   * @param plan what was asked for
   * @param dataset the source's description
   * @param firstStep steps the model has made so far, 0 for a fresh one
   * @param stepsPerEpoch batches an epoch
   * @param totalSteps the number of the last step, if nothing intervenes
   * @param runtime how it runs, in one line: precision, device, threads
   * @param resumedFrom the checkpoint that this continues; empty for a fresh start
   */
  record Started(
      Architecture architecture,
      TrainingPlan plan,
      String dataset,
      long firstStep,
      long stepsPerEpoch,
      long totalSteps,
      String runtime,
      Optional<Path> resumedFrom)
      implements TrainingEvent {
    /** Refuses null. */
    public Started {
      requireNonNull(architecture, "architecture");
      requireNonNull(plan, "plan");
      requireNonNull(dataset, "dataset");
      requireNonNull(runtime, "runtime");
      requireNonNull(resumedFrom, "resumedFrom");
    }
  }

  /**
   * A batch was used.
   *
   * @param step counted from 1 over the model's life
   * @param epoch counted from 1 over this training
   * @param losses the batch's losses and scores
   * @param duration from the step's beginning to its end, waiting included
   * @param dataWait the part of it that was spent waiting for images
   * @param gradients how long the gradients were
   */
  record StepEnd(
      long step,
      int epoch,
      Losses losses,
      Duration duration,
      Duration dataWait,
      GradientNorms gradients)
      implements TrainingEvent {
    /** Refuses null. */
    public StepEnd {
      requireNonNull(losses, "losses");
      requireNonNull(duration, "duration");
      requireNonNull(dataWait, "dataWait");
      requireNonNull(gradients, "gradients");
    }

    /**
     * A batch whose gradients nobody measured.
     *
     * @param step counted from 1 over the model's life
     * @param epoch counted from 1 over this training
     * @param losses the batch's losses and scores
     * @param duration from the step's beginning to its end, waiting included
     * @param dataWait the part of it that was spent waiting for images
     */
    public StepEnd(long step, int epoch, Losses losses, Duration duration, Duration dataWait) {
      this(step, epoch, losses, duration, dataWait, GradientNorms.UNKNOWN);
    }
  }

  /**
   * An epoch ended.
   *
   * @param step the last step
   * @param epoch counted from 1 over this training
   * @param losses averages over the epoch's steps
   * @param samples images of the same latents every time, by population statistics
   * @param imagesPerSecond training images a second over the epoch
   */
  record EpochEnd(long step, int epoch, Losses losses, Images samples, double imagesPerSecond)
      implements TrainingEvent {
    /** Refuses null. */
    public EpochEnd {
      requireNonNull(losses, "losses");
      requireNonNull(samples, "samples");
    }
  }

  /**
   * A checkpoint was written.
   *
   * @param step the step it stands at
   * @param directory where
   */
  record Saved(long step, Path directory) implements TrainingEvent {
    /** Refuses null. */
    public Saved {
      requireNonNull(directory, "directory");
    }
  }

  /**
   * The {@link SentinelPolicy} saw a trouble begin.
   *
   * @param step the step after which it was seen
   * @param epoch counted from 1 over this training
   * @param trouble which
   * @param measured what was measured; its unit is that of the policy's limit
   * @param limit where the policy has its limit; NaN where there is none
   * @param action what is done about it, which is {@code STOP} where the policy would roll back but
   *     has done so as often as it may
   * @param message what was seen, with numbers, in a sentence for people
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
    /** Refuses null. */
    public Alarm {
      requireNonNull(trouble, "trouble");
      requireNonNull(action, "action");
      requireNonNull(message, "message");
    }
  }

  /**
   * After an alarm the run went back to a checkpoint, and goes on from there with other random
   * numbers: steps up to {@code from} are made again.
   *
   * @param from the step at which it was given up
   * @param to the step at which it goes on
   * @param stream the number of the random stream from here on: how often the run was rolled back
   * @param checkpoint where the model was read from
   */
  record RolledBack(long from, long to, int stream, Path checkpoint) implements TrainingEvent {
    /** Refuses null. */
    public RolledBack {
      requireNonNull(checkpoint, "checkpoint");
    }
  }

  /**
   * The checkpoint that was just written was scored.
   *
   * @param step the step it stands at
   * @param name the score's name
   * @param score lower is better
   * @param best whether it is the best of the run so far
   */
  record Scored(long step, String name, double score, boolean best) implements TrainingEvent {
    /** Refuses null. */
    public Scored {
      requireNonNull(name, "name");
    }
  }

  /**
   * Training ended, for whichever reason.
   *
   * @param summary what happened
   */
  record Finished(TrainingSummary summary) implements TrainingEvent {
    /** Refuses null. */
    public Finished {
      requireNonNull(summary, "summary");
    }
  }
}

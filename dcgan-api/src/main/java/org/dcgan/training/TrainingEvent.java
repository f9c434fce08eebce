package org.dcgan.training;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.dcgan.Architecture;
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
   * @param stepsPerEpoch minibatches an epoch
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
      implements TrainingEvent {}

  /**
   * A minibatch was used.
   *
   * @param step counted from 1 over the model's life
   * @param epoch counted from 1 over this training
   * @param losses the minibatch's losses and scores
   * @param duration from the step's beginning to its end, waiting included
   * @param dataWait the part of it that was spent waiting for pictures
   */
  record StepEnd(long step, int epoch, Losses losses, Duration duration, Duration dataWait)
      implements TrainingEvent {}

  /**
   * An epoch ended.
   *
   * @param step the last step
   * @param epoch counted from 1 over this training
   * @param losses averages over the epoch's steps
   * @param samples pictures of the same latents every time, by population statistics
   * @param imagesPerSecond training pictures a second over the epoch
   */
  record EpochEnd(long step, int epoch, Losses losses, Images samples, double imagesPerSecond)
      implements TrainingEvent {}

  /**
   * A checkpoint was written.
   *
   * @param step the step it stands at
   * @param directory where
   */
  record Saved(long step, Path directory) implements TrainingEvent {}

  /**
   * The checkpoint that was just written was scored.
   *
   * @param step the step it stands at
   * @param name the score's name
   * @param score lower is better
   * @param best whether it is the best of the run so far
   */
  record Scored(long step, String name, double score, boolean best) implements TrainingEvent {}

  /**
   * Training ended, for whichever reason.
   *
   * @param summary what happened
   */
  record Finished(TrainingSummary summary) implements TrainingEvent {}
}

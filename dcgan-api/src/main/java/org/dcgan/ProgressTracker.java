package org.dcgan;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.dcgan.training.Losses;
import org.dcgan.training.TrainingBudget;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingProgress;
import org.dcgan.training.TrainingProgress.State;
import org.dcgan.training.TrainingSummary;
import org.jspecify.annotations.Nullable;

/**
 * Follows a training through its events, which the training's thread reports; {@link #now} can be
 * called by any thread. All fields are guarded by {@code this}.
 */
final class ProgressTracker implements TrainingListener {
  private State state = State.WAITING;
  private long firstStep;
  private long step;
  private long totalSteps;
  private int epoch;
  private Optional<Losses> losses = Optional.empty();
  private Optional<Path> saved = Optional.empty();
  private Optional<Duration> timeLimit = Optional.empty();

  /** {@link System#nanoTime} when the training began to run. */
  private long began;

  /** {@link System#nanoTime} when it ended. */
  private long ended;

  synchronized void begin() {
    state = State.RUNNING;
    began = System.nanoTime();
  }

  synchronized void end(@Nullable TrainingSummary summary) {
    ended = System.nanoTime();
    if (state == State.WAITING) {
      began = ended;
    }
    state = State.ENDED;
    if (summary != null) {
      step = summary.step();
      if (summary.saved().isPresent()) {
        saved = summary.saved();
      }
      if (summary.wasComplete() && totalSteps == 0 && timeLimit.isEmpty()) {
        firstStep = step;
        totalSteps = step;
      }
    }
  }

  @Override
  public synchronized void onStarted(TrainingEvent.Started event) {
    firstStep = event.firstStep();
    step = event.firstStep();
    totalSteps = event.totalSteps();
    saved = event.resumedFrom();
    timeLimit =
        event.plan().budget() instanceof TrainingBudget.Time limit
            ? Optional.of(limitOf(limit.duration().minus(event.trained())))
            : Optional.empty();
  }

  /**
   * The time limit of a training with so much training time left, which begins only now: reading a
   * checkpoint and measuring convolutions came before, and take minutes for large networks.
   */
  private Duration limitOf(Duration left) {
    return left.plusNanos(System.nanoTime() - began);
  }

  @Override
  public synchronized void onStep(TrainingEvent.StepEnd event) {
    step = event.step();
    epoch = event.epoch();
    losses = Optional.of(event.losses());
  }

  @Override
  public synchronized void onRolledBack(TrainingEvent.RolledBack event) {
    step = event.to();
    saved = Optional.of(event.checkpoint()); // later ones have been deleted
  }

  @Override
  public synchronized void onLengthFixed(TrainingEvent.LengthFixed event) {
    totalSteps = event.totalSteps();
    timeLimit = Optional.empty();
  }

  @Override
  public synchronized void onSaved(TrainingEvent.Saved event) {
    saved = Optional.of(event.directory());
  }

  synchronized TrainingProgress now() {
    long until =
        switch (state) {
          case WAITING -> began;
          case RUNNING -> System.nanoTime();
          case ENDED -> ended;
        };
    return new TrainingProgress(
        state,
        firstStep,
        step,
        totalSteps,
        epoch,
        losses,
        Duration.ofNanos(until - began),
        saved,
        timeLimit);
  }
}

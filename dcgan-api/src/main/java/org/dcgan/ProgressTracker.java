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

/** Follows a training through its events; {@link #now} can be called by any thread. */
final class ProgressTracker implements TrainingListener {

  /** What is known, except for the time. {@code began} and {@code ended} are of nanoTime. */
  private record Snapshot(
      State state,
      long firstStep,
      long step,
      long totalSteps,
      int epoch,
      Optional<Losses> losses,
      Optional<Path> saved,
      Optional<Duration> timeLimit,
      long began,
      long ended) {

    Snapshot at(long step, int epoch, Optional<Losses> losses) {
      return new Snapshot(
          state, firstStep, step, totalSteps, epoch, losses, saved, timeLimit, began, ended);
    }
  }

  /** Replaced by the training's thread, and by {@link #end} where no training runs. */
  private volatile Snapshot last =
      new Snapshot(
          State.WAITING, 0, 0, 0, 0, Optional.empty(), Optional.empty(), Optional.empty(), 0, 0);

  void begin() {
    last =
        new Snapshot(
            State.RUNNING,
            0,
            0,
            0,
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            System.nanoTime(),
            0);
  }

  void end(@Nullable TrainingSummary summary) {
    Snapshot s = last;
    long now = System.nanoTime();
    boolean neverStarted = s.totalSteps() == 0 && s.timeLimit().isEmpty() && summary != null;
    long step = summary == null ? s.step() : summary.step();
    last =
        new Snapshot(
            State.ENDED,
            neverStarted ? step : s.firstStep(),
            step,
            neverStarted ? step : s.totalSteps(),
            s.epoch(),
            s.losses(),
            summary == null ? s.saved() : summary.saved().or(s::saved),
            s.timeLimit(),
            s.state() == State.WAITING ? now : s.began(),
            now);
  }

  @Override
  public void onStarted(TrainingEvent.Started event) {
    Snapshot s = last;
    last =
        new Snapshot(
            s.state(),
            event.firstStep(),
            event.firstStep(),
            event.totalSteps(),
            0,
            Optional.empty(),
            event.resumedFrom(),
            event.plan().budget() instanceof TrainingBudget.Time limit
                ? Optional.of(limit.duration().minus(event.trained()))
                : Optional.empty(),
            s.began(),
            0);
  }

  @Override
  public void onStep(TrainingEvent.StepEnd event) {
    last = last.at(event.step(), event.epoch(), Optional.of(event.losses()));
  }

  @Override
  public void onRolledBack(TrainingEvent.RolledBack event) {
    Snapshot s = last;
    last = s.at(event.to(), s.epoch(), s.losses());
  }

  @Override
  public void onSaved(TrainingEvent.Saved event) {
    Snapshot s = last;
    last =
        new Snapshot(
            s.state(),
            s.firstStep(),
            s.step(),
            s.totalSteps(),
            s.epoch(),
            s.losses(),
            Optional.of(event.directory()),
            s.timeLimit(),
            s.began(),
            0);
  }

  TrainingProgress now() {
    Snapshot s = last;
    long until =
        switch (s.state()) {
          case WAITING -> s.began();
          case RUNNING -> System.nanoTime();
          case ENDED -> s.ended();
        };
    return new TrainingProgress(
        s.state(),
        s.firstStep(),
        s.step(),
        s.totalSteps(),
        s.epoch(),
        s.losses(),
        Duration.ofNanos(until - s.began()),
        s.saved(),
        s.timeLimit());
  }
}

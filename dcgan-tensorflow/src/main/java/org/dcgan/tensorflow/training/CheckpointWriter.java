package org.dcgan.tensorflow.training;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.dcgan.internal.Durations;
import org.dcgan.tensorflow.sentinel.SentinelState;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.jspecify.annotations.Nullable;

/** Writes a run's checkpoints when they are due, if there are any, and notifies the listener. */
final class CheckpointWriter {
  private final @Nullable Checkpoints checkpoints;
  private final TrainableModel model;
  private final TrainingListener listener;
  private final TrainingClock clock;
  private long fixedSteps;
  private Duration savedTime = Duration.ZERO;
  private long savedStep = -1;
  private long savedNanos = System.nanoTime();
  private Optional<Path> saved = Optional.empty();

  CheckpointWriter(
      @Nullable Checkpoints checkpoints,
      TrainableModel model,
      TrainingListener listener,
      TrainingClock clock,
      long fixedSteps) {
    this.checkpoints = checkpoints;
    this.fixedSteps = fixedSteps;
    this.clock = clock;
    this.model = model;
    this.listener = listener;
  }

  /** Whether a checkpoint is due after a step by the number of steps or by time. */
  boolean due(long i) {
    return checkpoints != null
        && ((checkpoints.everySteps() > 0 && i % checkpoints.everySteps() == 0) || dueByTime());
  }

  /** Whether a checkpoint is due by time. */
  boolean dueByTime() {
    return checkpoints != null
        && !checkpoints.every().isZero()
        && System.nanoTime() - savedNanos >= Durations.nanos(checkpoints.every());
  }

  /** Writes a checkpoint unless one was written at the same step. */
  void write(SentinelState sentinel) throws IOException {
    if (checkpoints != null && savedStep != model.counters().step()) {
      savedTime = clock.trained();
      Path folder = checkpoints.write(savedTime, fixedSteps, sentinel);
      saved = Optional.of(folder);
      savedStep = model.counters().step();
      savedNanos = System.nanoTime();
      listener.on(new TrainingEvent.Saved(savedStep, folder));
    }
  }

  /** Writes a checkpoint if it is due at the end of an epoch, then scores the model. */
  void endEpoch(long i, SentinelState sentinel) throws IOException {
    if (checkpoints != null) {
      if (checkpoints.everyEpoch() || due(i)) {
        write(sentinel);
      }
      checkpoints.score().ifPresent(listener::on);
    }
  }

  /** Scores the model if it was resumed from a checkpoint whose score is missing. */
  @CanIgnoreReturnValue
  Optional<TrainingEvent.Scored> scoreIfMissed() throws IOException {
    return checkpoints == null ? Optional.empty() : checkpoints.scoreIfMissed();
  }

  /** Restores the model from a checkpoint before a trouble. */
  Path rollBack(long since) throws IOException {
    Path restored =
        Objects.requireNonNull(checkpoints, "a plan that rolls back has checkpoints")
            .rollBack(since, fixedSteps);
    saved = Optional.of(restored); // later ones have been deleted
    return restored;
  }

  /** Sets the number of steps that the duration of the run has become, for all checkpoints. */
  void fixLength(long steps) {
    fixedSteps = steps;
  }

  /**
   * Writes a checkpoint even if one was written at the same step, to save the sentinel's state or
   * the length of the run.
   */
  void overwrite(SentinelState sentinel) throws IOException {
    savedStep = -1;
    write(sentinel);
  }

  /**
   * Writes the last checkpoint of a run that is complete because its time is used up. A checkpoint
   * of the same step is written again unless it records that the time is used up.
   */
  void complete(SentinelState sentinel) throws IOException {
    if (!clock.expiredAt(savedTime)) {
      savedStep = -1;
    }
    write(sentinel);
  }

  /** The newest checkpoint that was written. */
  Optional<Path> saved() {
    return saved;
  }
}

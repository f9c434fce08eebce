package org.dcgan.tensorflow.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.dcgan.tensorflow.sentinel.SentinelState;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.jspecify.annotations.Nullable;

/** Writes a run's checkpoints when they are due, if it has any, and tells of them. */
final class CheckpointWriter {
  private final @Nullable Checkpoints checkpoints;
  private final TrainableModel model;
  private final TrainingListener listener;
  private long savedStep = -1;
  private long savedNanos = System.nanoTime();
  private Optional<Path> saved = Optional.empty();

  CheckpointWriter(
      @Nullable Checkpoints checkpoints, TrainableModel model, TrainingListener listener) {
    this.checkpoints = checkpoints;
    this.model = model;
    this.listener = listener;
  }

  /** Whether it is time for one after a step, be it the end of an epoch or not. */
  boolean due(long i) {
    return checkpoints != null
        && (checkpoints.everySteps() > 0 && i % checkpoints.everySteps() == 0
            || !checkpoints.every().isZero()
                && System.nanoTime() - savedNanos >= checkpoints.every().toNanos());
  }

  /** Writes, unless that was done after the same step. */
  void write(SentinelState sentinel) throws IOException {
    if (checkpoints != null && savedStep != model.counters().step()) {
      Path folder = checkpoints.write(sentinel);
      saved = Optional.of(folder);
      savedStep = model.counters().step();
      savedNanos = System.nanoTime();
      listener.on(new TrainingEvent.Saved(savedStep, folder));
    }
  }

  /** Writes if it is due after an epoch's last step, then has the model scored. */
  void endEpoch(long i, SentinelState sentinel) throws IOException {
    if (checkpoints != null) {
      if (checkpoints.everyEpoch() || due(i)) {
        write(sentinel);
      }
      checkpoints.score().ifPresent(listener::on);
    }
  }

  /** Has the model scored if it was resumed from a checkpoint that should have been. */
  Optional<TrainingEvent.Scored> scoreIfMissed() throws IOException {
    return checkpoints == null ? Optional.empty() : checkpoints.scoreIfMissed();
  }

  /** Puts the model back to before a trouble. */
  Path rollBack(long since) throws IOException {
    return Objects.requireNonNull(checkpoints, "a plan that rolls back has some").rollBack(since);
  }

  /** Writes even after the same step, since it is the sentinel that has changed. */
  void overwrite(SentinelState sentinel) throws IOException {
    savedStep = -1;
    write(sentinel);
  }

  /** The newest that was written. */
  Optional<Path> saved() {
    return saved;
  }
}

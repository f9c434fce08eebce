package org.dcgan.tensorflow.model;

import java.nio.file.Path;
import org.dcgan.tensorflow.training.Counters;
import org.jspecify.annotations.Nullable;

/** Where a model's training stands, with what is known of its variables until they change. */
final class TrainingState {
  private volatile Counters counters = Counters.ZERO;
  private volatile boolean averageHasStatistics;
  private volatile @Nullable Path checkpoint;

  Counters counters() {
    return counters;
  }

  /** Notes what a training step, or other work on the variables, has made of the counters. */
  void advance(Counters counters) {
    this.counters = counters;
    changed();
  }

  /** Notes that the variables are now a saved model's. */
  void restored(Counters counters) {
    this.counters = counters;
    averageHasStatistics = hasAverage();
  }

  /** Notes that variables have changed. */
  void changed() {
    averageHasStatistics = false;
    checkpoint = null;
  }

  /** Whether there is an average of G's weights. */
  boolean hasAverage() {
    return counters.generatorAverages() > 0;
  }

  /** Whether the population statistics of the average are those of its present weights. */
  boolean averageHasStatistics() {
    return averageHasStatistics;
  }

  void averageGotStatistics() {
    averageHasStatistics = true;
  }

  /** Notes that a checkpoint and the model are the same, as long as there is no step more. */
  void standsAt(Path checkpoint) {
    this.checkpoint = checkpoint.toAbsolutePath();
  }

  boolean isAt(Path checkpoint) {
    return checkpoint.toAbsolutePath().equals(this.checkpoint);
  }
}

package org.dcgan.tensorflow.model;

import java.nio.file.Path;
import org.dcgan.tensorflow.training.Counters;
import org.jspecify.annotations.Nullable;

/** A model's training counters, and facts about its variables that hold until they change. */
final class TrainingState {
  private volatile Counters counters = Counters.ZERO;

  /** Of G's average; the counters have those of D's. */
  private volatile boolean averageHasStatistics;

  private volatile @Nullable Path checkpoint;

  /** The description of the images that the last step was trained on; empty before the first. */
  private volatile String dataset = "";

  Counters counters() {
    return counters;
  }

  /** Sets the counters after a training step or another change of the variables. */
  void advance(Counters counters) {
    this.counters = counters;
    changed();
  }

  /** The description of the images that the model was last trained on. */
  String dataset() {
    return dataset;
  }

  /** Says which images the last step was trained on. */
  void trainedOn(String description) {
    dataset = description;
  }

  /** Sets the counters after the variables were restored from a saved model. */
  void restored(Counters counters) {
    this.counters = counters;
    averageHasStatistics = hasGeneratorAverage();
  }

  /** Records that variables have changed. */
  void changed() {
    averageHasStatistics = false;
    checkpoint = null;
  }

  /** Whether there is a moving average of G's weights. */
  boolean hasGeneratorAverage() {
    return counters.generatorAverages() > 0;
  }

  /** Whether the population statistics of G's average match its current weights. */
  boolean averageHasStatistics() {
    return averageHasStatistics;
  }

  void averageGotStatistics() {
    averageHasStatistics = true;
  }

  /** Records that a checkpoint holds the model's current variables. */
  void savedAs(Path checkpoint) {
    this.checkpoint = checkpoint.toAbsolutePath();
  }

  boolean isSavedAs(Path checkpoint) {
    return checkpoint.toAbsolutePath().equals(this.checkpoint);
  }
}

package org.dcgan.tensorflow.model;

/** The population statistics of the average of G's weights, gathered when they are first needed. */
record AveragedStatistics(ModelGraph graph, TrainingState state) {

  /** Whether they are those of the average's present weights, or there is no average. */
  boolean ready() {
    return state.averageHasStatistics() || !state.hasAverage();
  }

  /** Sees that they are. Under the write lock. */
  void gather() {
    if (!ready()) {
      new StatisticsPass(graph).gatherForAverage();
      state.averageGotStatistics();
    }
  }
}

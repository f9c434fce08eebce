package org.dcgan.tensorflow.model;

/** The population statistics of the moving average of G, gathered when they are first needed. */
record AveragedStatistics(ModelGraph graph, TrainingState state) {

  /** Whether the statistics match the average's current weights, or there is no average. */
  boolean ready() {
    return state.averageHasStatistics() || !state.hasGeneratorAverage();
  }

  /** Gathers the statistics unless they are ready. Requires the write lock. */
  void gather() {
    if (!ready()) {
      new StatisticsPass(graph).gatherForAverage();
      state.averageGotStatistics();
    }
  }
}

package org.dcgan.tensorflow;

/** The population statistics of the average of G's weights, gathered when they are first needed. */
record AveragedStatistics(ModelGraph graph, TrainingState state) {

  /** Sees that they are those of the average's present weights. */
  void gather() {
    if (state.averageHasStatistics()) {
      return;
    }
    graph.writeLock().lock();
    try {
      graph.requireOpen();
      if (!state.averageHasStatistics() && state.hasAverage()) {
        new StatisticsPass(graph.programs(), graph.store(), graph.session(), graph.spec())
            .gatherForAverage();
        state.averageGotStatistics();
      }
    } finally {
      graph.writeLock().unlock();
    }
  }
}

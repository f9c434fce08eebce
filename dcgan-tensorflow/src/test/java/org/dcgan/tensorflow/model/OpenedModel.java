package org.dcgan.tensorflow.model;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.dcgan.tensorflow.tuning.ConvolutionChooser;

/**
 * The parts of a model whose variables have their initial values, for tests that need other
 * collaborators than an application's model has.
 *
 * @param graph the graph, which its opener closes
 * @param state the state of training
 * @param persistence saves and restores
 * @param inference computes with fixed convolutions
 */
record OpenedModel(
    ModelGraph graph, TrainingState state, Persistence persistence, Inference inference) {

  /** Initializes the variables of a graph. */
  static OpenedModel of(ModelGraph graph) {
    graph.writing(
        () -> {
          graph.store().initialize(graph.session());
          return true;
        });
    TrainingState state = new TrainingState();
    AveragedStatistics statistics = new AveragedStatistics(graph, state);
    return new OpenedModel(
        graph,
        state,
        new Persistence(graph, state, statistics),
        new Inference(
            graph, state, statistics, new InferenceConvolutions(graph, ConvolutionChooser.FIXED)));
  }

  /**
   * A training of this model alone.
   *
   * @param scored the model that listeners and scores get
   * @param convolutions chooses the algorithms of the convolutions
   * @param nanoTime the clock that measures training time
   */
  Training training(
      TensorFlowDcgan scored, ConvolutionChooser convolutions, LongSupplier nanoTime) {
    return new Training(
        scored, graph, state, persistence, inference, Optional.empty(), convolutions, nanoTime);
  }
}

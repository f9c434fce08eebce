package org.dcgan.tensorflow.model;

import java.util.HashMap;
import java.util.Map;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.tensorflow.network.BatchVariant;
import org.dcgan.tensorflow.network.GraphBuilder;
import org.dcgan.tensorflow.network.OpVariants;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.network.PreparedWeights;
import org.dcgan.tensorflow.training.AveragedWeights;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * The builders of a model's programs. Those that keep prepared weights are the same for all
 * programs of a network with the same weights and statistics, so that scores, features and
 * activations, for example, need the memory of prepared weights once.
 */
final class InferenceGraphs<T extends TFloating> {
  private final Ops tf;
  private final Class<T> type;
  private final OpVariants variants;
  private final ParameterStore store;
  private final Map<Key, Kept<T>> kept = new HashMap<>();

  InferenceGraphs(Ops tf, Class<T> type, OpVariants variants, ParameterStore store) {
    this.tf = tf;
    this.type = type;
    this.variants = variants;
    this.store = store;
  }

  /** A network of a model. */
  enum Part {
    GENERATOR,
    DISCRIMINATOR
  }

  private record Key(Part network, boolean averaged, BatchNormMode batchNorm) {}

  /**
   * A builder that keeps prepared weights.
   *
   * @param graph the builder
   * @param weights what has to be ensured before each run
   */
  record Kept<T extends TFloating>(GraphBuilder<T> graph, PreparedWeights weights) {}

  /**
   * The builder of programs for inference.
   *
   * @param network the network that they run
   * @param averaged whether with the moving average of its weights
   * @param batchNorm the statistics that they normalize with
   * @param variant how convolutions are computed; all variants share their prepared weights
   */
  Kept<T> kept(Part network, boolean averaged, BatchNormMode batchNorm, BatchVariant variant) {
    Kept<T> shared =
        kept.computeIfAbsent(
            new Key(network, averaged, batchNorm),
            key -> {
              PreparedWeights weights = new PreparedWeights(store);
              return new Kept<>(plain(averaged).keeping(weights), weights);
            });
    return new Kept<>(shared.graph().forBatches(variant), shared.weights());
  }

  /**
   * A new builder of programs with gradients or statistics, which reads the weights as they are.
   */
  GraphBuilder<T> plain(boolean averaged) {
    GraphBuilder<T> builder = new GraphBuilder<>(tf, type, variants, store);
    return averaged ? builder.with(AveragedWeights::nameOf) : builder;
  }
}

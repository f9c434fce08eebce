package org.dcgan.tensorflow.training;

import java.util.ArrayList;
import java.util.List;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.network.BatchStatistics;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.network.SpectralNorm;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * The moving average of a network's weights: an additional variable for each of its parameters and
 * for each of its population statistics. The statistics must be those of the averaged network. They
 * are not averages of the statistics that training gathers: a layer's variance is quadratic in its
 * weights, so it would retain the fluctuation that averaging removes from the weights. Instead they
 * are gathered by running the averaged network: G on latents whenever they are needed, see {@code
 * AveragedStatistics}, and D on images whenever an application asks for it, see {@code
 * StatisticsPass}.
 *
 * <p>The vectors of spectral normalization have no average: they are directions, for which those of
 * the trained weights are good estimates, because the averaged weights are close to these.
 */
public final class AveragedWeights {
  private static final String SUFFIX = "/ema";

  private AveragedWeights() {}

  /**
   * The name of the variable that the averaged network has instead of a network's variable.
   *
   * @param name the name of a parameter, a population statistic or a vector of spectral
   *     normalization
   * @return the average's name; of a vector, its own name
   */
  public static String nameOf(String name) {
    return SpectralNorm.isVector(name) ? name : name + SUFFIX;
  }

  /**
   * Whether a variable is part of an average.
   *
   * @param name a variable's name
   * @return true for the names of averages that {@link #nameOf} returns
   */
  public static boolean isAveraged(String name) {
    return name.endsWith(SUFFIX);
  }

  /**
   * The names of the variables of an average.
   *
   * @param layers the layers of the averaged networks
   * @return the names, layer by layer
   */
  public static List<String> names(List<LayerSpec> layers) {
    return variables(layers).stream().map(AveragedWeights::nameOf).toList();
  }

  /**
   * Adds the variables to a store, unless it has them, without initializing them.
   *
   * @param tf the scope of the operations
   * @param store the model's variables
   * @param layers the layers of the averaged networks
   */
  public static void addTo(Ops tf, ParameterStore store, List<LayerSpec> layers) {
    for (String name : variables(layers)) {
      if (!store.has(nameOf(name))) {
        store.add(
            nameOf(name),
            store.shape(name),
            shape -> tf.fill(tf.constant(shape.asArray()), tf.constant(0f)));
      }
    }
  }

  private static List<String> variables(List<LayerSpec> layers) {
    List<String> names = new ArrayList<>();
    for (LayerSpec layer : layers) {
      layer.parameters().forEach(parameter -> names.add(parameter.name()));
      if (layer.batchNorm()) {
        names.add(BatchStatistics.meanName(layer.name()));
        names.add(BatchStatistics.varianceName(layer.name()));
      }
    }
    return names;
  }

  /**
   * Adds the updates of an average to a graph.
   *
   * @param parameters the network's parameters
   * @param after the network's updates, which run before
   * @param rate the share of the new weights
   */
  static List<Op> update(
      Ops tf,
      ParameterStore store,
      List<ParameterSpec> parameters,
      List<Op> after,
      Operand<TFloat32> rate) {
    Ops ordered = tf.withControlDependencies(after);
    List<Op> updates = new ArrayList<>();
    for (ParameterSpec parameter : parameters) {
      Variable<TFloat32> average = store.variable(nameOf(parameter.name()));
      Operand<TFloat32> weights = store.variable(parameter.name());
      // average -= rate * (average - weights), whose product and sum are one pass.
      updates.add(tf.train.applyGradientDescent(average, rate, ordered.math.sub(average, weights)));
    }
    return updates;
  }

  /**
   * The share of the new weights in the average: 1 for the first update, falling to {@code 1 -
   * decay}. The weights of {@code age} updates ago then count in proportion to {@code decay^age}.
   * With a ramp-up, it is at least {@code 1 / (rampUp * update)} or 1, so that the average spans at
   * most that share of the updates so far.
   *
   * @param rampUp the share; 0 for none
   * @param update the number of the update, counted from 1
   */
  static double rate(double decay, double rampUp, long update) {
    double rate = (1 - decay) / (1 - Math.pow(decay, update));
    return rampUp == 0 ? rate : Math.max(rate, Math.min(1, 1 / (rampUp * update)));
  }
}

package org.dcgan.tensorflow.training;

import java.util.ArrayList;
import java.util.List;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.network.BatchStatistics;
import org.dcgan.tensorflow.network.ParameterStore;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The moving average of G's weights: an additional variable for each of G's parameters and for each
 * of its population statistics. The statistics must be those of the averaged network. They are not
 * averages of the statistics that training gathers: a layer's variance is quadratic in its weights,
 * so it would retain the fluctuation that averaging removes from the weights. Instead they are
 * gathered by running the averaged network, see {@code AveragedStatistics}.
 */
public final class AveragedGenerator {
  private static final String SUFFIX = "/ema";

  private AveragedGenerator() {}

  /**
   * The name of the average of a variable of G.
   *
   * @param name the name of a parameter or a population statistic
   * @return the average's name
   */
  public static String nameOf(String name) {
    return name + SUFFIX;
  }

  /**
   * Whether a variable is part of the average.
   *
   * @param name a variable's name
   * @return true for names that {@link #nameOf} returns
   */
  public static boolean isAveraged(String name) {
    return name.endsWith(SUFFIX);
  }

  /**
   * Adds the variables to a store unless it has them.
   *
   * @param tf the scope of the operations
   * @param store the model's variables
   * @param architecture the networks
   * @param session the session in which they are initialized
   */
  public static void addTo(
      Ops tf, ParameterStore store, Architecture architecture, Session session) {
    List<String> known = store.names();
    for (String name : variables(architecture)) {
      if (!known.contains(nameOf(name))) {
        store.add(
            nameOf(name),
            store.shape(name),
            shape -> tf.fill(tf.constant(shape.asArray()), tf.constant(0f)));
        store.initialize(session, nameOf(name));
      }
    }
  }

  /**
   * Adds the variables to a store without initializing them.
   *
   * @param tf the scope of the operations
   * @param store the model's variables, without those of an average
   * @param architecture the networks
   */
  public static void addTo(Ops tf, ParameterStore store, Architecture architecture) {
    for (String name : variables(architecture)) {
      store.add(
          nameOf(name),
          store.shape(name),
          shape -> tf.fill(tf.constant(shape.asArray()), tf.constant(0f)));
    }
  }

  private static List<String> variables(Architecture architecture) {
    List<String> names = new ArrayList<>();
    for (LayerSpec layer : architecture.generatorLayers()) {
      layer.parameters().forEach(parameter -> names.add(parameter.name()));
      if (layer.batchNorm()) {
        names.add(BatchStatistics.meanName(layer.name()));
        names.add(BatchStatistics.varianceName(layer.name()));
      }
    }
    return names;
  }

  /**
   * Adds the updates of the average to a graph.
   *
   * @param after G's updates, which run before
   * @param rate the share of the new weights
   */
  static List<Op> update(
      Ops tf,
      ParameterStore store,
      Architecture architecture,
      List<Op> after,
      Operand<TFloat32> rate) {
    Ops ordered = tf.withControlDependencies(after);
    List<Op> updates = new ArrayList<>();
    for (ParameterSpec parameter : architecture.generatorParameters()) {
      Operand<TFloat32> average = store.variable(nameOf(parameter.name()));
      Operand<TFloat32> weights = store.variable(parameter.name());
      updates.add(
          tf.assignAdd(
              store.variable(nameOf(parameter.name())),
              ordered.math.mul(ordered.math.sub(weights, average), rate)));
    }
    return updates;
  }

  /**
   * The share of the new weights in the average: 1 for the first update, falling to {@code 1 -
   * decay}. The weights of {@code age} updates ago then count in proportion to {@code decay^age}.
   *
   * @param update the number of the update, counted from 1
   */
  static double rate(double decay, long update) {
    return (1 - decay) / (1 - Math.pow(decay, update));
  }
}

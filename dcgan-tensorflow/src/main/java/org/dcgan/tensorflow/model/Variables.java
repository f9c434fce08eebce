package org.dcgan.tensorflow.model;

import java.util.List;
import java.util.stream.Stream;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.network.BatchStatistics;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.network.SpectralNorm;
import org.dcgan.tensorflow.training.AdamMoments;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Adds a model's variables and their initial values to a graph. */
public final class Variables {
  /**
   * The standard deviation of initial weights, and of gains around 1 (paper, section 4; authors'
   * code, faces:36-124).
   */
  private static final float DEVIATION = 0.02f;

  private Variables() {}

  /** The variables of both networks of a model. */
  public static ParameterStore of(ModelSpec spec, Ops tf) {
    Architecture architecture = spec.architecture();
    List<LayerSpec> layers =
        Stream.concat(
                architecture.generatorLayers().stream(),
                architecture.discriminatorLayers().stream())
            .toList();
    return of(layers, spec.seed(), DEVIATION, tf);
  }

  /** The variables of layers whose initial weights are sampled from N(0, deviation^2). */
  public static ParameterStore of(List<LayerSpec> layers, long seed, double deviation, Ops tf) {
    ParameterStore store = new ParameterStore(tf);
    for (LayerSpec layer : layers) {
      for (ParameterSpec parameter : layer.parameters()) {
        store.add(
            parameter.name(),
            parameter.shape(),
            shape -> initial(tf, parameter, shape, seed, (float) deviation));
      }
      if (layer.spectralNorm()) {
        String vector = SpectralNorm.vectorName(layer.name());
        store.add(vector, List.of(layer.maps()), shape -> normal(tf, vector, shape, seed, 0, 1));
      }
      if (layer.batchNorm()) {
        List<Integer> units = List.of(layer.normalizedUnits());
        store.add(BatchStatistics.meanName(layer.name()), units, shape -> filled(tf, shape, 0));
        store.add(BatchStatistics.varianceName(layer.name()), units, shape -> filled(tf, shape, 1));
      }
    }
    layers.stream()
        .flatMap(layer -> layer.parameters().stream())
        .forEach(parameter -> AdamMoments.add(store, parameter, shape -> filled(tf, shape, 0)));
    return store;
  }

  private static Operand<TFloat32> initial(
      Ops tf, ParameterSpec parameter, Shape shape, long seed, float deviation) {
    return switch (parameter.role()) {
      case WEIGHT -> normal(tf, parameter.name(), shape, seed, 0, deviation);
      case GAIN -> normal(tf, parameter.name(), shape, seed, 1, DEVIATION);
      case BIAS -> filled(tf, shape, 0);
    };
  }

  /** Normally distributed values that depend on the seed and the variable's name only. */
  private static Operand<TFloat32> normal(
      Ops tf, String name, Shape shape, long seed, float mean, float deviation) {
    long[] stream = {seed, SeededRandom.hash(name.chars().asLongStream().toArray())};
    Operand<TFloat32> standard =
        tf.random.statelessRandomNormal(
            tf.constant(shape.asArray()), tf.constant(stream), TFloat32.class);
    return tf.math.add(tf.math.mul(standard, tf.constant(deviation)), tf.constant(mean));
  }

  private static Operand<TFloat32> filled(Ops tf, Shape shape, float value) {
    return tf.fill(tf.constant(shape.asArray()), tf.constant(value));
  }
}

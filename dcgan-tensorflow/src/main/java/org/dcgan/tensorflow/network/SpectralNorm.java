package org.dcgan.tensorflow.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/**
 * Spectral normalization (Miyato et al., 2018, algorithm 1): weights W, as a matrix whose columns
 * are the output maps, are divided by {@code |W' v|} with {@code v = W u / |W u|}, an estimate of
 * their largest singular value from a kept vector u. Training replaces u by {@code W' v / |W' v|},
 * which is one step of the power iteration. In the gradient, u and v count as constants.
 */
public final class SpectralNorm {
  /** Keeps weights that are all 0 finite. */
  private static final float SMALLEST = 1e-12f;

  private static final String VECTOR = "/spectral-vector";

  private SpectralNorm() {}

  /**
   * The name of the variable with a layer's vector, of the shape [maps].
   *
   * @param layer the layer's name
   * @return a variable's name
   */
  public static String vectorName(String layer) {
    return layer + VECTOR;
  }

  /**
   * Whether a variable is a layer's vector.
   *
   * @param name a variable's name
   * @return true for names that {@link #vectorName} returns
   */
  public static boolean isVector(String name) {
    return name.endsWith(VECTOR);
  }

  /** The name of the vector of a parameter. */
  static String vectorName(ParameterSpec parameter) {
    return vectorName(parameter.name().substring(0, parameter.name().lastIndexOf('/')));
  }

  private static int maps(ParameterSpec weights) {
    return weights.shape().get(weights.shape().size() - 1);
  }

  private static Operand<TFloat32> matrix(
      GraphBuilder<?> builder, ParameterSpec weights, Operand<TFloat32> values) {
    return builder.tf().reshape(values, builder.tf().constant(new int[] {-1, maps(weights)}));
  }

  private static Operand<TFloat32> length(Ops tf, Operand<TFloat32> vector) {
    Operand<TFloat32> sum = tf.reduceSum(tf.math.square(vector), tf.constant(new int[] {0, 1}));
    return tf.math.maximum(tf.math.sqrt(sum), tf.constant(SMALLEST));
  }

  /** v, a column. */
  private static Operand<TFloat32> left(GraphBuilder<?> builder, ParameterSpec weights) {
    Ops tf = builder.tf();
    return builder.shared(
        weights.name() + "/spectral-left",
        () -> {
          Operand<TFloat32> vector =
              tf.reshape(
                  builder.variable(vectorName(weights)), tf.constant(new int[] {maps(weights), 1}));
          Operand<TFloat32> product = tf.linalg.matMul(raw(builder, weights), vector);
          return tf.math.div(product, length(tf, product));
        });
  }

  private static Operand<TFloat32> raw(GraphBuilder<?> builder, ParameterSpec weights) {
    return matrix(builder, weights, builder.variable(weights.name()));
  }

  /** W' v, a column. */
  private static Operand<TFloat32> right(GraphBuilder<?> builder, ParameterSpec weights) {
    return builder.shared(
        weights.name() + "/spectral-right",
        () ->
            builder
                .tf()
                .linalg
                .matMul(raw(builder, weights), left(builder, weights), MatMul.transposeA(true)));
  }

  private static Operand<TFloat32> norm(GraphBuilder<?> builder, ParameterSpec weights) {
    return builder.shared(
        weights.name() + "/spectral-norm", () -> length(builder.tf(), right(builder, weights)));
  }

  /** The right singular vector's estimate of length 1, a column. */
  private static Operand<TFloat32> direction(GraphBuilder<?> builder, ParameterSpec weights) {
    return builder.shared(
        weights.name() + "/spectral-direction",
        () -> builder.tf().math.div(right(builder, weights), norm(builder, weights)));
  }

  /** The normalized weights, of the weights' shape. */
  static Operand<TFloat32> normalized(GraphBuilder<?> builder, ParameterSpec weights) {
    return builder.shared(
        weights.name() + "/spectrally-normalized",
        () -> builder.tf().math.div(builder.variable(weights.name()), norm(builder, weights)));
  }

  /**
   * Converts gradients with respect to normalized weights to those with respect to the weights.
   *
   * @param builder the builder of the passes
   * @param gradients one gradient per parameter
   * @return the same map if no parameter is normalized, otherwise a changed copy
   */
  public static Map<ParameterSpec, Operand<TFloat32>> gradients(
      GraphBuilder<?> builder, Map<ParameterSpec, Operand<TFloat32>> gradients) {
    if (gradients.keySet().stream().noneMatch(builder::isSpectral)) {
      return gradients;
    }
    Ops tf = builder.tf();
    Map<ParameterSpec, Operand<TFloat32>> converted = new LinkedHashMap<>();
    gradients.forEach(
        (parameter, gradient) -> {
          if (!builder.isSpectral(parameter)) {
            converted.put(parameter, gradient);
            return;
          }
          Operand<TFloat32> flat = matrix(builder, parameter, gradient);
          Operand<TFloat32> weights = matrix(builder, parameter, normalized(builder, parameter));
          Operand<TFloat32> along =
              tf.reduceSum(tf.math.mul(flat, weights), tf.constant(new int[] {0, 1}));
          Operand<TFloat32> outer =
              tf.linalg.matMul(
                  left(builder, parameter), direction(builder, parameter), MatMul.transposeB(true));
          Operand<TFloat32> difference =
              tf.math.div(tf.math.sub(flat, tf.math.mul(outer, along)), norm(builder, parameter));
          converted.put(parameter, tf.reshape(difference, tf.shape(gradient)));
        });
    return converted;
  }

  /**
   * Adds the replacement of the vectors to a graph.
   *
   * @param builder the builder of the passes, whose scope has no control dependencies
   * @param store the variables
   * @param layers the layers
   * @return one operation for each layer with spectral normalization
   */
  public static List<Op> updates(
      GraphBuilder<?> builder, ParameterStore store, List<LayerSpec> layers) {
    List<Op> updates = new ArrayList<>();
    for (LayerSpec layer : layers) {
      if (layer.spectralNorm()) {
        ParameterSpec weights = layer.parameters().get(0);
        updates.add(
            builder
                .tf()
                .assign(
                    store.variable(vectorName(layer.name())),
                    builder
                        .tf()
                        .reshape(
                            direction(builder, weights),
                            builder.tf().constant(new int[] {maps(weights)}))));
      }
    }
    return updates;
  }
}

package org.dcgan.tensorflow.network;

import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * Batch normalization with population statistics in a graph that keeps its prepared weights: the
 * factor of each map is multiplied into the weights of the layer before, once for all runs, so that
 * only a shift is left. TensorFlow then computes convolution, shift and rectifier in one operation
 * instead of a pass over the maps for each. Not for training, since the gradients of the weights
 * would be those of the multiplied ones.
 */
final class FoldedNormalization<T extends TFloating> implements Layer<T> {
  private final LayerSpec spec;
  private final Operand<T> shift;

  private FoldedNormalization(LayerSpec spec, Operand<T> shift) {
    this.spec = spec;
    this.shift = shift;
  }

  /** Whether a normalization can be folded: the layer's output is normalized as it is. */
  static boolean suits(GraphBuilder<?> builder, LayerSpec spec, BatchNormMode batchNorm) {
    return batchNorm == BatchNormMode.POPULATION
        && builder.keepsPrepared()
        && !spec.spectralNorm(); // whose bias is added before
  }

  /**
   * Multiplies the factors into the layer's weights, which must not have been read yet.
   *
   * @return the rest of the normalization, to be applied after the layer
   */
  static <T extends TFloating> FoldedNormalization<T> into(
      GraphBuilder<T> builder, LayerSpec spec, double epsilon) {
    var tf = builder.tf();
    BatchNormalization.Affine affine = BatchNormalization.Affine.of(builder, spec);
    Operand<TFloat32> factors =
        builder.shared(
            spec.name() + "/normalization factors",
            () -> {
              Operand<TFloat32> variance =
                  builder.variable(BatchStatistics.varianceName(spec.name()));
              return tf.math.mul(
                  affine.gain(),
                  tf.math.rsqrt(tf.math.add(variance, tf.constant((float) epsilon))));
            });
    Operand<T> shift =
        builder.shared(
            spec.name() + "/normalization shift",
            () -> {
              Operand<TFloat32> mean = builder.variable(BatchStatistics.meanName(spec.name()));
              return builder.kept(
                  builder.toActivations(tf.math.sub(affine.bias(), tf.math.mul(mean, factors))));
            });
    ParameterSpec weights = spec.parameters().get(0);
    builder.multiply(
        weights,
        switch (spec.kind()) {
          case CONVOLUTION, PROJECTION, FULLY_CONNECTED, SCORE -> factors;
          case FRACTIONALLY_STRIDED_CONVOLUTION ->
              // [rows, columns, maps, input maps]
              builder.shared(
                  spec.name() + "/normalization factors of rows",
                  () -> tf.reshape(factors, tf.constant(new int[] {spec.maps(), 1})));
        });
    return new FoldedNormalization<>(spec, shift);
  }

  @Override
  public Pass<T> build(GraphBuilder<T> builder, Operand<T> input) {
    Operand<T> output = builder.tf().nn.biasAdd(input, shift);
    return new Pass<>() {
      @Override
      public Operand<T> output() {
        return output;
      }

      @Override
      public Operand<T> inputGradient(Operand<T> outputGradient) {
        return outputGradient;
      }

      @Override
      public void parameterGradients(Operand<T> outputGradient, Gradients gradients) {
        throw new IllegalStateException(
            spec.name() + " is built for inference and has no gradients of its parameters");
      }
    };
  }
}

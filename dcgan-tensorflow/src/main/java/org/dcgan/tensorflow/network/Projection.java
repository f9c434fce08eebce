package org.dcgan.tensorflow.network;

import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.family.TFloating;

/**
 * Multiplies rows of values, such as latents, by a matrix: [n, values] to [n, 1, 1, units]. Batch
 * normalization follows per unit; only then do the units of a projection become maps (row, column,
 * map).
 */
final class Projection<T extends TFloating> implements Layer<T> {
  private final LayerSpec spec;

  Projection(LayerSpec spec) {
    this.spec = spec;
  }

  @Override
  public Pass<T> build(GraphBuilder<T> builder, Operand<T> input) {
    var tf = builder.tf();
    ParameterSpec weights = spec.parameters().get(0);
    int units = spec.normalizedUnits();
    Operand<T> output =
        tf.reshape(
            tf.linalg.matMul(input, builder.weights(weights)),
            tf.constant(new int[] {-1, 1, 1, units}));
    return new Pass<>() {
      @Override
      public Operand<T> output() {
        return output;
      }

      @Override
      public Operand<T> inputGradient(Operand<T> outputGradient) {
        return tf.linalg.matMul(
            flat(outputGradient), builder.weights(weights), MatMul.transposeB(true));
      }

      @Override
      public void parameterGradients(Operand<T> outputGradient, Gradients gradients) {
        gradients.add(
            weights,
            builder.toFloat(
                tf.linalg.matMul(input, flat(outputGradient), MatMul.transposeA(true))));
      }

      private Operand<T> flat(Operand<T> gradient) {
        return tf.reshape(gradient, tf.constant(new int[] {-1, units}));
      }
    };
  }
}

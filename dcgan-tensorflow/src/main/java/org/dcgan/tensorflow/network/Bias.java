package org.dcgan.tensorflow.network;

import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/** Adds one number to each feature map: the bias of a convolution with spectral normalization. */
final class Bias<T extends TFloating> implements Layer<T> {
  private final ParameterSpec bias;

  Bias(LayerSpec spec) {
    this.bias = spec.parameters().get(1);
  }

  @Override
  public Pass<T> build(GraphBuilder<T> builder, Operand<T> input) {
    var tf = builder.tf();
    Operand<T> output = tf.nn.biasAdd(input, builder.weights(bias));
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
        gradients.add(
            bias, tf.reduceSum(builder.toFloat(outputGradient), tf.constant(new int[] {0, 1, 2})));
      }
    };
  }
}

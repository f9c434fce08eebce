package org.dcgan.tensorflow.network;

import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * A fractionally-strided convolution, the transpose of a {@link Convolution}, symmetric padding, no
 * bias: [n, s, s, in] to [n, s * stride, s * stride, out].
 */
final class FractionallyStridedConvolution<T extends TFloating> implements Layer<T> {
  private final LayerSpec spec;

  FractionallyStridedConvolution(LayerSpec spec) {
    this.spec = spec;
  }

  @Override
  public Pass<T> build(GraphBuilder<T> builder, Operand<T> input) {
    ParameterSpec weights = spec.parameters().get(0);
    StridedKernel<T> kernel =
        new StridedKernel<>(
            builder, weights, spec.convolution(), spec.side(), spec.maps(), spec.inputs());
    Operand<T> output = kernel.transposeConvolve(input);
    return new Pass<>() {
      @Override
      public Operand<T> output() {
        return output;
      }

      @Override
      public Operand<T> inputGradient(Operand<T> outputGradient) {
        return kernel.convolve(outputGradient);
      }

      @Override
      public void parameterGradients(Operand<T> outputGradient, Gradients gradients) {
        gradients.add(weights, new KernelBatch<>(kernel, outputGradient, input));
      }
    };
  }
}

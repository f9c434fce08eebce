package org.dcgan.tensorflow.network;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/** Converts pixels from [-1, 1] to [0, 1], the range of an architecture that ends in a sigmoid. */
final class PixelRange<T extends TFloating> implements Layer<T> {

  @Override
  public Pass<T> build(GraphBuilder<T> builder, Operand<T> input) {
    var tf = builder.tf();
    Operand<T> half = builder.constant(0.5f);
    Operand<T> output = tf.math.add(tf.math.mul(input, half), half);
    return new Pass<>() {
      @Override
      public Operand<T> output() {
        return output;
      }

      @Override
      public Operand<T> inputGradient(Operand<T> outputGradient) {
        return tf.math.mul(outputGradient, half);
      }
    };
  }
}

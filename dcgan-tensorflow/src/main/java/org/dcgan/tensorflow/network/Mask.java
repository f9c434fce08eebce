package org.dcgan.tensorflow.network;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/** Multiplies each feature map by a factor: 0 for maps that are removed, 1 for the others. */
final class Mask<T extends TFloating> implements Layer<T> {
  private final Operand<TFloat32> factors;

  /** Factors: float32 [maps]. */
  Mask(Operand<TFloat32> factors) {
    this.factors = factors;
  }

  @Override
  public Pass<T> build(GraphBuilder<T> builder, Operand<T> input) {
    var tf = builder.tf();
    Operand<T> kept = builder.toActivations(factors);
    Operand<T> output = tf.math.mul(input, kept);
    return new Pass<>() {
      @Override
      public Operand<T> output() {
        return output;
      }

      @Override
      public Operand<T> inputGradient(Operand<T> outputGradient) {
        return tf.math.mul(outputGradient, kept);
      }
    };
  }
}

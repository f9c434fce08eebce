package org.dcgan.tensorflow.network;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/** Units to feature maps: [n, 1, 1, side * side * maps] to [n, side, side, maps]. */
final class Reshaping<T extends TFloating> implements Layer<T> {
  private final int side;
  private final int maps;

  Reshaping(int side, int maps) {
    this.side = side;
    this.maps = maps;
  }

  @Override
  public Pass<T> build(GraphBuilder<T> builder, Operand<T> input) {
    var tf = builder.tf();
    Operand<T> output = tf.reshape(input, tf.constant(new int[] {-1, side, side, maps}));
    return new Pass<>() {
      @Override
      public Operand<T> output() {
        return output;
      }

      @Override
      public Operand<T> inputGradient(Operand<T> outputGradient) {
        return tf.reshape(outputGradient, tf.constant(new int[] {-1, 1, 1, side * side * maps}));
      }
    };
  }
}

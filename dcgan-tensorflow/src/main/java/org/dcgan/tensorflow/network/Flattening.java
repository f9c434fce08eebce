package org.dcgan.tensorflow.network;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * Feature maps to rows of values, in the order row, column, map: [n, s, s, maps] to [n, values].
 */
final class Flattening<T extends TFloating> implements Layer<T> {
  private final int values;

  Flattening(int values) {
    this.values = values;
  }

  @Override
  public Pass<T> build(GraphBuilder<T> builder, Operand<T> input) {
    return pass(builder, input);
  }

  private Pass<T> pass(GraphBuilder<T> builder, Operand<T> input) {
    var tf = builder.tf();
    Operand<T> output = tf.reshape(input, tf.constant(new int[] {-1, values}));
    return new Pass<>() {
      @Override
      public Operand<T> output() {
        return output;
      }

      @Override
      public Operand<T> inputGradient(Operand<T> outputGradient) {
        return tf.reshape(outputGradient, tf.shape(input));
      }

      @Override
      public Pass<T> ofBatch(int index, int batches) {
        return pass(builder, builder.separate(input, batches).get(index));
      }
    };
  }
}

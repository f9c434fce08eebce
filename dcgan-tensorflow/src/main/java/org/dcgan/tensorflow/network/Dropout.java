package org.dcgan.tensorflow.network;

import static com.google.common.base.Preconditions.checkArgument;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TFloating;

/**
 * Dropout: sets a share of the values, chosen at random, to 0 and divides the others by the share
 * that is kept. The choice is a function of the seed alone.
 *
 * @param <T> the number format of activations
 */
public final class Dropout<T extends TFloating> implements Layer<T> {
  private final float kept;
  private final Operand<TInt64> seed;

  /**
   * Creates the layer.
   *
   * @param rate the share of values that is set to 0, in [0, 1)
   * @param seed int64 [2]
   */
  public Dropout(double rate, Operand<TInt64> seed) {
    checkArgument(rate >= 0 && rate < 1, "dropout must be in [0, 1), got %s", rate);
    this.kept = (float) (1 - rate);
    this.seed = seed;
  }

  @Override
  public Pass<T> build(GraphBuilder<T> builder, Operand<T> input) {
    var tf = builder.tf();
    Operand<TFloat32> uniform =
        tf.random.statelessRandomUniform(tf.shape(input), seed, TFloat32.class);
    // A uniform number in [0, 1) plus the kept share is at least 1 with the probability of that
    // share.
    Operand<TFloat32> chosen = tf.math.floor(tf.math.add(uniform, tf.constant(kept)));
    Operand<T> factor = builder.toActivations(tf.math.mul(chosen, tf.constant(1 / kept)));
    return pass(builder, tf.math.mul(input, factor), factor);
  }

  private Pass<T> pass(GraphBuilder<T> builder, Operand<T> output, Operand<T> factor) {
    return new Pass<>() {
      @Override
      public Operand<T> output() {
        return output;
      }

      @Override
      public Operand<T> inputGradient(Operand<T> outputGradient) {
        return builder.tf().math.mul(outputGradient, factor);
      }

      @Override
      public Pass<T> ofBatch(int index, int batches) {
        return pass(
            builder,
            builder.separate(output, batches).get(index),
            builder.separate(factor, batches).get(index));
      }
    };
  }
}

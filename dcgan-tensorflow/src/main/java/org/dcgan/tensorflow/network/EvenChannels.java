package org.dcgan.tensorflow.network;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Concat;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * Pads the dimension that a bfloat16 convolution sums over to an even size, with zeros.
 *
 * <p>oneDNN multiplies bfloat16 values in pairs. On some processors with AVX512_BF16 (seen on AMD
 * EPYC of family 26 with the oneDNN of TensorFlow 2.18; known elsewhere for the same processors)
 * its convolutions over an odd number of channels read memory that belongs to something else:
 * relative errors above 0.4, and NaN now and then, that differ from run to run. Matrix products and
 * kernel gradients are not affected. A channel of zeros in both factors changes no sum.
 */
final class EvenChannels<T extends TFloating> {
  private final GraphBuilder<T> drawing;
  private final Ops tf;

  EvenChannels(GraphBuilder<T> drawing) {
    this.drawing = drawing;
    this.tf = drawing.tf();
  }

  /**
   * A factor whose summed dimension is known.
   *
   * @param factor of rank 4
   * @param dimension the dimension that is summed over
   * @param size its size
   */
  Operand<T> even(Operand<T> factor, int dimension, int size) {
    if (drawing.type() != TBfloat16.class || size % 2 == 0) {
      return factor;
    }
    int[][] paddings = new int[4][2];
    paddings[dimension][1] = 1;
    return tf.pad(factor, tf.constant(paddings), drawing.constant(0));
  }

  /**
   * A factor whose summed dimension is known only when the graph runs, such as a batch.
   *
   * @param factor of rank 4
   * @param dimension the dimension that is summed over
   */
  Operand<T> even(Operand<T> factor, int dimension) {
    if (drawing.type() != TBfloat16.class) {
      return factor;
    }
    Operand<TInt32> size =
        tf.slice(tf.shape(factor), tf.constant(new int[] {dimension}), tf.constant(new int[] {1}));
    Operand<TInt32> missing = tf.math.mod(size, tf.constant(2));
    Concat<TInt32> paddings =
        tf.concat(
            List.of(
                tf.constant(new int[2 * dimension + 1]),
                missing,
                tf.constant(new int[2 * (3 - dimension)])),
            tf.constant(0));
    return tf.pad(factor, tf.reshape(paddings, tf.constant(new int[] {4, 2})), drawing.constant(0));
  }
}

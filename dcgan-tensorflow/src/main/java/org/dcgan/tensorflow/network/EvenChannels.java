package org.dcgan.tensorflow.network;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Concat;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * Pads the channel dimension that a bfloat16 convolution sums over with zeros to an even size.
 *
 * <p>oneDNN multiplies bfloat16 values in pairs. On processors with AVX512_BF16 (observed on AMD
 * EPYC, family 26 model 2, with the oneDNN of TensorFlow 2.18) its convolutions over an odd number
 * of channels read memory outside of their operands. The results have relative errors above 0.4 or
 * are NaN, and differ from run to run. Matrix products and kernel gradients are not affected. A
 * channel of zeros in both operands does not change a sum.
 */
final class EvenChannels<T extends TFloating> {
  private final GraphBuilder<T> builder;
  private final Ops tf;

  EvenChannels(GraphBuilder<T> builder) {
    this.builder = builder;
    this.tf = builder.tf();
  }

  /**
   * Pads an operand of a convolution whose size is known while the graph is built.
   *
   * @param operand maps or a kernel, of rank 4
   * @param dimension the dimension that the convolution sums over, 0 to 3
   * @param size the size of that dimension
   * @return the operand itself in float32 or if the size is even
   */
  Operand<T> even(Operand<T> operand, int dimension, int size) {
    if (builder.type() != TBfloat16.class || size % 2 == 0) {
      return operand;
    }
    int[][] paddings = new int[4][2];
    paddings[dimension][1] = 1;
    return tf.pad(operand, tf.constant(paddings), builder.constant(0));
  }

  /**
   * Pads an operand of a convolution whose size is known only when the graph runs, such as a batch.
   *
   * @param operand maps or a kernel, of rank 4
   * @param dimension the dimension that the convolution sums over, 0 to 3
   * @return the operand itself in float32
   */
  Operand<T> even(Operand<T> operand, int dimension) {
    if (builder.type() != TBfloat16.class) {
      return operand;
    }
    Operand<TInt32> size =
        tf.slice(tf.shape(operand), tf.constant(new int[] {dimension}), tf.constant(new int[] {1}));
    Operand<TInt32> missing = tf.math.mod(size, tf.constant(2));
    Concat<TInt32> paddings =
        tf.concat(
            List.of(
                tf.constant(new int[2 * dimension + 1]),
                missing,
                tf.constant(new int[2 * (3 - dimension)])),
            tf.constant(0));
    return tf.pad(
        operand, tf.reshape(paddings, tf.constant(new int[] {4, 2})), builder.constant(0));
  }
}

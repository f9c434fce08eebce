package org.dcgan.tensorflow.network;

import org.dcgan.internal.PixelScale;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** Scales pixels in a graph, with the same bits as {@link PixelScale} in Java. */
public final class ScaledPixels {

  private ScaledPixels() {}

  /**
   * Scales pixels to [-1, 1].
   *
   * @param tf the scope of the operations
   * @param pixels unsigned bytes of any shape
   * @return float32 values in [-1, 1] of the same shape
   */
  public static Operand<TFloat32> of(Ops tf, Operand<TUint8> pixels) {
    return tf.math.sub(
        tf.math.div(tf.dtypes.cast(pixels, TFloat32.class), tf.constant(PixelScale.HALF_RANGE)),
        tf.constant(1f));
  }
}

package org.dcgan.tensorflow.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * The statistics of one batch in one batch normalization.
 *
 * @param layer the layer's name
 * @param mean [units]
 * @param variance [units], the mean of squared deviations
 */
public record BatchStatistics(String layer, Operand<TFloat32> mean, Operand<TFloat32> variance) {

  /**
   * Returns the name of the variable with a layer's population mean.
   *
   * @param layer the layer's name
   * @return the variable's name
   */
  public static String meanName(String layer) {
    return layer + "/population-mean";
  }

  /**
   * Returns the name of the variable with a layer's population variance.
   *
   * @param layer the layer's name
   * @return the variable's name
   */
  public static String varianceName(String layer) {
    return layer + "/population-variance";
  }

  /**
   * FusedBatchNorm returns the sample variance, which is n / (n - 1) times the variance it
   * normalizes with.
   */
  static Operand<TFloat32> biased(
      Ops tf, Operand<TFloat32> sampleVariance, Operand<? extends TType> input) {
    Operand<TFloat32> values =
        tf.dtypes.cast(
            tf.reduceProd(
                tf.slice(tf.shape(input), tf.constant(new int[] {0}), tf.constant(new int[] {3})),
                tf.constant(0)),
            TFloat32.class);
    return tf.math.mul(sampleVariance, tf.math.div(tf.math.sub(values, tf.constant(1f)), values));
  }
}

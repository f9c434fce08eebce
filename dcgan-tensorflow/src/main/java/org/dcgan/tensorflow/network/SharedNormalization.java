package org.dcgan.tensorflow.network;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * Batch normalization by the statistics of a batch that is divided among workers.
 *
 * <p>Each worker computes the mean and the squared deviations from it over its own images, in two
 * passes. These are combined over the workers in float64 (Chan et al., 1979), so that means far
 * from 0 lose no digits. The backward pass exchanges the sums of the gradient and of its product
 * with the normalized values.
 *
 * @param <T> the number format of activations
 */
final class SharedNormalization<T extends TFloating> implements Layer.Pass<T> {
  private final GraphBuilder<T> builder;
  private final Ops tf;
  private final BatchNormalization.Affine affine;
  private final AllReduce reduce;
  private final Operand<TFloat32> count;
  private final Operand<TFloat32> mean;
  private final Operand<TFloat32> variance;
  private final Operand<TFloat32> perDeviation;
  private final Operand<TFloat32> normalized;
  private final Operand<T> output;
  private @Nullable Operand<T> differentiated;
  private @Nullable Sums sums;

  /** Sums over this worker's images: of the gradient, and of its product with the input. */
  private record Sums(Operand<TFloat32> gradient, Operand<TFloat32> product) {}

  SharedNormalization(
      GraphBuilder<T> builder,
      Operand<T> input,
      BatchNormalization.Affine affine,
      float epsilon,
      BatchShare share,
      AllReduce reduce) {
    this.builder = builder;
    this.tf = builder.tf();
    this.affine = affine;
    this.reduce = reduce;
    Operand<TFloat32> values = builder.toFloat(input);
    Operand<TFloat64> perImage =
        tf.dtypes.cast(
            tf.reduceProd(
                tf.slice(tf.shape(input), tf.constant(new int[] {1}), tf.constant(new int[] {2})),
                tf.constant(0)),
            TFloat64.class);
    Operand<TFloat64> mine = tf.math.mul(perImage, tf.constant((double) share.size()));
    Operand<TFloat64> all = tf.math.mul(perImage, tf.constant((double) share.total()));
    this.count = tf.dtypes.cast(all, TFloat32.class);

    Operand<TFloat32> myMean = tf.math.mean(values, axes());
    Operand<TFloat32> mySquares = sum(tf.math.square(tf.math.sub(values, myMean)));
    Operand<TFloat64> myMean64 = tf.dtypes.cast(myMean, TFloat64.class);
    Operand<TFloat64> mySum = tf.math.mul(myMean64, mine);
    Operand<TFloat64> exchanged =
        reduce.sum(
            tf,
            tf.stack(
                List.of(
                    mySum,
                    tf.dtypes.cast(mySquares, TFloat64.class),
                    tf.math.mul(mySum, myMean64))));
    Operand<TFloat64> mean64 = tf.math.div(row(exchanged, 0), all);
    // The deviations within the workers, and those of the workers' means.
    Operand<TFloat64> between =
        tf.math.maximum(
            tf.math.sub(row(exchanged, 2), tf.math.mul(tf.math.square(mean64), all)),
            tf.constant(0.0));
    this.mean = tf.dtypes.cast(mean64, TFloat32.class);
    this.variance =
        tf.dtypes.cast(tf.math.div(tf.math.add(row(exchanged, 1), between), all), TFloat32.class);
    this.perDeviation = tf.math.rsqrt(tf.math.add(variance, tf.constant(epsilon)));
    this.normalized = tf.math.mul(tf.math.sub(values, mean), perDeviation);
    this.output =
        builder.toActivations(tf.math.add(tf.math.mul(normalized, affine.gain()), affine.bias()));
  }

  private Operand<TFloat64> row(Operand<TFloat64> rows, int index) {
    return tf.gather(rows, tf.constant(index), tf.constant(0));
  }

  private Operand<TInt32> axes() {
    return tf.constant(new int[] {0, 1, 2});
  }

  private Operand<TFloat32> sum(Operand<TFloat32> values) {
    return tf.reduceSum(values, axes());
  }

  /** Mean and biased variance of the whole batch. */
  BatchStatistics statistics(String layer) {
    return new BatchStatistics(layer, mean, variance);
  }

  @Override
  public Operand<T> output() {
    return output;
  }

  @Override
  public Operand<T> inputGradient(Operand<T> outputGradient) {
    Sums mine = sums(outputGradient);
    Operand<TFloat32> all = reduce.sum(tf, tf.stack(List.of(mine.gradient(), mine.product())));
    Operand<TFloat32> meanGradient = mean(all, 0);
    Operand<TFloat32> meanProduct = mean(all, 1);
    Operand<TFloat32> scale = tf.math.mul(affine.gain(), perDeviation);
    return builder.toActivations(
        tf.math.mul(
            tf.math.sub(
                tf.math.sub(builder.toFloat(outputGradient), meanGradient),
                tf.math.mul(normalized, meanProduct)),
            scale));
  }

  private Operand<TFloat32> mean(Operand<TFloat32> rows, int index) {
    return tf.math.div(tf.gather(rows, tf.constant(index), tf.constant(0)), count);
  }

  /** The gradients of this worker's images; those of all workers are summed before the update. */
  @Override
  public void parameterGradients(Operand<T> outputGradient, Gradients gradients) {
    if (affine.isTrained()) {
      Sums mine = sums(outputGradient);
      affine.gradients(gradients, mine.product(), mine.gradient());
    }
  }

  private Sums sums(Operand<T> outputGradient) {
    if (sums == null || differentiated != outputGradient) {
      differentiated = outputGradient;
      Operand<TFloat32> gradient = builder.toFloat(outputGradient);
      sums = new Sums(sum(gradient), sum(tf.math.mul(gradient, normalized)));
    }
    return sums;
  }
}

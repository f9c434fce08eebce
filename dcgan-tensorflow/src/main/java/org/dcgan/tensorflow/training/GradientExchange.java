package org.dcgan.tensorflow.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dcgan.BatchNormScope;
import org.dcgan.Precision;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.network.AllReduce;
import org.dcgan.tensorflow.network.BatchStatistics;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Sums over the workers of a cluster, in few large messages. The gradients of a network are
 * concatenated in the order in which the backward pass computes them, so that a message can be sent
 * while the gradients of earlier layers are being computed.
 */
final class GradientExchange {
  /** The size of a message in float32 values, 25 MB, as in PyTorch's DistributedDataParallel. */
  private static final long MESSAGE_VALUES = 25L * 1024 * 1024 / Float.BYTES;

  private final Ops tf;
  private final StepDistribution distribution;

  GradientExchange(Ops tf, StepDistribution distribution) {
    this.tf = tf;
    this.distribution = distribution;
  }

  /** The sums of a network's gradients over all workers. */
  Map<ParameterSpec, Operand<TFloat32>> sums(Map<ParameterSpec, Operand<TFloat32>> gradients) {
    if (distribution.isAlone()) {
      return gradients;
    }
    Map<ParameterSpec, Operand<TFloat32>> sums = new LinkedHashMap<>();
    List<ParameterSpec> message = new ArrayList<>();
    long values = 0;
    for (ParameterSpec parameter : gradients.keySet()) {
      if (!message.isEmpty() && values + parameter.size() > MESSAGE_VALUES) {
        exchange(message, gradients, sums);
        message.clear();
        values = 0;
      }
      message.add(parameter);
      values += parameter.size();
    }
    exchange(message, gradients, sums);
    return sums;
  }

  private void exchange(
      List<ParameterSpec> message,
      Map<ParameterSpec, Operand<TFloat32>> gradients,
      Map<ParameterSpec, Operand<TFloat32>> sums) {
    List<Operand<TFloat32>> parts = new ArrayList<>();
    for (ParameterSpec parameter : message) {
      parts.add(flat(Objects.requireNonNull(gradients.get(parameter))));
    }
    Operand<TFloat32> sum = summed(concatenated(parts));
    int from = 0;
    for (ParameterSpec parameter : message) {
      int size = Math.toIntExact(parameter.size());
      Operand<TFloat32> part =
          message.size() == 1
              ? sum
              : tf.slice(sum, tf.constant(new int[] {from}), tf.constant(new int[] {size}));
      long[] shape = parameter.shape().stream().mapToLong(Integer::longValue).toArray();
      sums.put(parameter, tf.reshape(part, tf.constant(Shape.of(shape).asArray())));
      from += size;
    }
  }

  private Operand<TFloat32> summed(Operand<TFloat32> values) {
    AllReduce reduce = distribution.reduce();
    if (distribution.gradientPrecision() == Precision.FLOAT32) {
      return reduce.sum(tf, values);
    }
    return tf.dtypes.cast(reduce.sum(tf, tf.dtypes.cast(values, TBfloat16.class)), TFloat32.class);
  }

  /**
   * The statistics with which the population statistics are updated: those of the batch, which all
   * workers have, or else the averages of the workers' statistics.
   */
  List<BatchStatistics> averages(List<BatchStatistics> statistics) {
    if (distribution.isAlone()
        || distribution.batchNorm() == BatchNormScope.GLOBAL
        || statistics.isEmpty()) {
      return statistics;
    }
    List<Operand<TFloat32>> parts = new ArrayList<>();
    for (BatchStatistics layer : statistics) {
      parts.add(layer.mean());
      parts.add(layer.variance());
    }
    Operand<TFloat32> sum = sumOfShares(concatenated(parts));
    List<BatchStatistics> averages = new ArrayList<>();
    Operand<TInt32> from = tf.constant(new int[] {0});
    for (BatchStatistics layer : statistics) {
      Operand<TInt32> size = tf.shape(layer.mean());
      Operand<TInt32> middle = tf.math.add(from, size);
      averages.add(
          new BatchStatistics(
              layer.layer(), tf.slice(sum, from, size), tf.slice(sum, middle, size)));
      from = tf.math.add(middle, size);
    }
    return averages;
  }

  /**
   * The mean over the images of all workers of a value that is a mean over this worker's images.
   */
  Operand<TFloat32> sumOfShares(Operand<TFloat32> mean) {
    return distribution.isAlone()
        ? mean
        : distribution
            .reduce()
            .sum(tf, tf.math.mul(mean, tf.constant(distribution.share().fraction())));
  }

  private Operand<TFloat32> flat(Operand<TFloat32> values) {
    return tf.reshape(values, tf.constant(new int[] {-1}));
  }

  private Operand<TFloat32> concatenated(List<Operand<TFloat32>> parts) {
    return parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(0));
  }
}

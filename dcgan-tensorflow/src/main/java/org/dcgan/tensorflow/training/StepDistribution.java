package org.dcgan.tensorflow.training;

import org.dcgan.BatchNormScope;
import org.dcgan.Precision;
import org.dcgan.tensorflow.network.AllReduce;
import org.dcgan.tensorflow.network.BatchShare;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * The division of a step among the workers of a cluster.
 *
 * @param share the part of the batch that this process computes
 * @param reduce sums over the workers
 * @param batchNorm the images whose statistics batch normalization uses
 * @param gradientPrecision the number format in which gradients are exchanged
 */
public record StepDistribution(
    BatchShare share, AllReduce reduce, BatchNormScope batchNorm, Precision gradientPrecision) {

  /**
   * The distribution of a training on one machine.
   *
   * @param batchSize images of a step
   * @return a distribution without exchanges
   */
  public static StepDistribution alone(int batchSize) {
    return new StepDistribution(
        BatchShare.whole(batchSize), new Alone(), BatchNormScope.WORKER, Precision.FLOAT32);
  }

  /** Whether one process makes the whole step. */
  boolean isAlone() {
    return reduce instanceof Alone;
  }

  /** The sum over a single worker. */
  private record Alone() implements AllReduce {
    @Override
    public <T extends TNumber> Operand<T> sum(Ops tf, Operand<T> values) {
      return values;
    }
  }
}

package org.dcgan.tensorflow.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/** Builds sums over the workers of a cluster. */
@FunctionalInterface
public interface AllReduce {
  /**
   * Builds the sum of a value over all workers. Each call adds one exchange to the graph, which all
   * workers make in every run that needs its result. All workers must call this method in the same
   * order, with values of the same shapes.
   *
   * @param <T> the number format, in which the sum is computed
   * @param tf the scope of the operations
   * @param values the value of this worker
   * @return the sum, bit for bit the same on all workers
   */
  <T extends TNumber> Operand<T> sum(Ops tf, Operand<T> values);
}

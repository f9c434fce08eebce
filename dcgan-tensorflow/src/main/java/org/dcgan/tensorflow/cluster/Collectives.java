package org.dcgan.tensorflow.cluster;

import java.time.Duration;
import java.util.List;
import org.dcgan.tensorflow.network.AllReduce;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * Builds TensorFlow's collective operations. Each gets an instance key; all workers build the same
 * operations in the same order, so that the keys are the same.
 */
final class Collectives implements AllReduce {
  /** One group of all workers in the lifetime of a process. */
  private static final int GROUP_KEY = 1;

  private final int workers;
  private final String hint;
  private final Duration timeout;
  private int nextKey;

  /**
   * Creates a builder.
   *
   * @param workers the number of workers
   * @param hint {@code ring}, or {@code nccl} on GPUs
   * @param timeout after which an operation fails; zero to wait forever
   * @param firstKey the first instance key, at least 1; keys must not be used twice by a process
   */
  Collectives(int workers, String hint, Duration timeout, int firstKey) {
    this.workers = workers;
    this.hint = hint;
    this.timeout = timeout;
    this.nextKey = firstKey;
  }

  /** The first key that is not used. */
  int nextKey() {
    return nextKey;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T extends TNumber> Operand<T> sum(Ops tf, Operand<T> values) {
    GraphOperation operation =
        (GraphOperation)
            described(tf, "CollectiveReduceV2", values)
                .addInputList(new Output<?>[0])
                .setAttr("merge_op", "Add")
                .setAttr("final_op", "Id")
                .build();
    Output<?> sum = operation.output(0);
    return (Operand<T>) sum;
  }

  /** Sends a variable's value to all other workers. */
  Op send(Ops tf, Variable<TFloat32> variable) {
    GraphOperation sent = (GraphOperation) described(tf, "CollectiveBcastSendV2", variable).build();
    return tf.withControlDependencies(List.of(() -> sent)).noOp();
  }

  /** Assigns the value that another worker sends. */
  Op receive(Ops tf, Variable<TFloat32> variable, Shape shape) {
    Scope scope = tf.scope();
    OperationBuilder builder =
        scope
            .env()
            .opBuilder("CollectiveBcastRecvV2", scope.makeOpName("CollectiveBcastRecvV2"), scope)
            .addInput(tf.constant(workers).asOutput())
            .addInput(tf.constant(GROUP_KEY).asOutput())
            .addInput(tf.constant(nextKey++).asOutput())
            .addInput(tf.constant(shape.asArray()).asOutput())
            .setAttr("T", DataType.DT_FLOAT)
            .setAttr("communication_hint", hint)
            .setAttr("timeout_seconds", seconds());
    GraphOperation received = (GraphOperation) builder.build();
    Output<TFloat32> value = received.output(0);
    return tf.assign(variable, value);
  }

  private OperationBuilder described(Ops tf, String type, Operand<?> values) {
    Scope scope = tf.scope();
    return scope
        .env()
        .opBuilder(type, scope.makeOpName(type), scope)
        .addInput(values.asOutput())
        .addInput(tf.constant(workers).asOutput())
        .addInput(tf.constant(GROUP_KEY).asOutput())
        .addInput(tf.constant(nextKey++).asOutput())
        .setAttr("communication_hint", hint)
        .setAttr("timeout_seconds", seconds());
  }

  private float seconds() {
    return timeout.toMillis() / 1000f;
  }
}

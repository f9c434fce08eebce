package org.dcgan.tensorflow.network;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * One run of a graph: the fed values, the operations to run and the values to fetch. It is a run of
 * a session of TensorFlow-Java, or of a session of a cluster, which TensorFlow-Java cannot open.
 */
public interface GraphRun {

  /** Starts runs of one session. */
  @FunctionalInterface
  interface Source {
    /**
     * Starts a run.
     *
     * @return a run without feeds, targets and fetches
     */
    GraphRun newRun();
  }

  /**
   * Feeds a value.
   *
   * @param operand the replaced output of an operation, usually a placeholder
   * @param tensor the value, which stays the caller's to close after the run
   * @return this
   */
  @CanIgnoreReturnValue
  GraphRun feed(Operand<?> operand, TType tensor);

  /**
   * Adds an operation to run.
   *
   * @param op the operation
   * @return this
   */
  @CanIgnoreReturnValue
  GraphRun addTarget(Op op);

  /**
   * Adds a value to fetch.
   *
   * @param operand the value
   * @return this
   */
  @CanIgnoreReturnValue
  GraphRun fetch(Operand<TFloat32> operand);

  /**
   * Traces the run operation by operation, which makes it slightly slower.
   *
   * @param tracer receives the trace
   * @return this
   */
  @CanIgnoreReturnValue
  GraphRun traced(Consumer<RunMetadata> tracer);

  /**
   * Runs the graph.
   *
   * @return the fetched values, row-major, in the order of {@link #fetch}
   */
  @CanIgnoreReturnValue
  List<float[]> run();

  /**
   * Wraps a run of a session of TensorFlow-Java.
   *
   * @param runner the run
   * @return a run that adds to {@code runner}
   */
  static GraphRun of(Session.Runner runner) {
    return new OfRunner(runner);
  }

  /** A run of a session of TensorFlow-Java. */
  final class OfRunner implements GraphRun {
    private final Session.Runner runner;
    private Consumer<RunMetadata> tracer = metadata -> {};
    private boolean traced;

    private OfRunner(Session.Runner runner) {
      this.runner = runner;
    }

    @Override
    public GraphRun feed(Operand<?> operand, TType tensor) {
      runner.feed(operand, tensor);
      return this;
    }

    @Override
    public GraphRun addTarget(Op op) {
      runner.addTarget(op);
      return this;
    }

    @Override
    public GraphRun fetch(Operand<TFloat32> operand) {
      runner.fetch(operand);
      return this;
    }

    @Override
    public GraphRun traced(Consumer<RunMetadata> tracer) {
      this.tracer = tracer;
      this.traced = true;
      runner.setOptions(
          RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.FULL_TRACE).build());
      return this;
    }

    @Override
    public List<float[]> run() {
      try (Result result = traced ? runner.runAndFetchMetadata() : runner.run()) {
        result.getMetadata().ifPresent(tracer);
        List<float[]> values = new ArrayList<>();
        for (int i = 0; i < result.size(); i++) {
          values.add(Tensors.floats((TFloat32) result.get(i)));
        }
        return values;
      }
    }
  }
}

package org.dcgan.tensorflow.cluster;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.dcgan.ClusterException;
import org.dcgan.tensorflow.network.GraphRun;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** The session of a training in a cluster. */
public final class ClusterSession implements AutoCloseable {
  private final WorkerServer server;
  private final Duration timeout;
  private final TargetSession session;
  private final Op counting;

  /**
   * Wraps a session.
   *
   * @param server the server of this process
   * @param timeout the timeout of the collective operations
   * @param session the session
   * @param counting the operation of its graph that counts collective runs
   */
  ClusterSession(WorkerServer server, Duration timeout, TargetSession session, Op counting) {
    this.server = server;
    this.timeout = timeout;
    this.session = session;
    this.counting = counting;
  }

  /**
   * Starts a run on this worker alone.
   *
   * @return a run of operations other than collective ones
   */
  public GraphRun newRun() {
    return session.newRun();
  }

  /**
   * Starts a run that all workers make together.
   *
   * @return a run whose {@link GraphRun#run} throws {@link ClusterException} if a worker is lost,
   *     and TensorFlow's exception if it fails for a reason of this worker
   */
  public GraphRun newCollectiveRun() {
    return new Diagnosed(session.newCollectiveRun().addTarget(counting));
  }

  /** A run whose failures are explained by lost workers. */
  private final class Diagnosed implements GraphRun {
    private final GraphRun run;

    Diagnosed(GraphRun run) {
      this.run = run;
    }

    @Override
    @CanIgnoreReturnValue
    public GraphRun feed(Operand<?> operand, TType tensor) {
      run.feed(operand, tensor);
      return this;
    }

    @Override
    @CanIgnoreReturnValue
    public GraphRun addTarget(Op op) {
      run.addTarget(op);
      return this;
    }

    @Override
    @CanIgnoreReturnValue
    public GraphRun fetch(Operand<TFloat32> operand) {
      run.fetch(operand);
      return this;
    }

    @Override
    @CanIgnoreReturnValue
    public GraphRun traced(Consumer<RunMetadata> tracer) {
      run.traced(tracer);
      return this;
    }

    @Override
    @CanIgnoreReturnValue
    public List<float[]> run() {
      try {
        return run.run();
      } catch (RuntimeException e) {
        server.markLost(); // TensorFlow aborts all collective operations after a failure
        throw WorkerLoss.diagnosed(server.cluster(), timeout, server.probe(), e);
      } catch (Error e) {
        server.markLost();
        throw e;
      }
    }
  }

  @Override
  public void close() {
    session.close();
  }
}

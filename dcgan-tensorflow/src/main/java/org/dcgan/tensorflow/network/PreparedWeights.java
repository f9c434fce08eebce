package org.dcgan.tensorflow.network;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Session;

/**
 * Values that a {@link GraphBuilder} computes from weights and population statistics, kept from one
 * run to the next: kernels multiplied by the factors of batch normalization, kernels split into
 * phases, weights rounded to bfloat16. For a single image, computing them takes as long as using
 * them. They need the memory of a network's weights once more, and kernels transformed for
 * Winograd's algorithm up to 4.8 times as much ({@link WinogradMemory#ofInference}).
 */
public final class PreparedWeights {
  private static final long NEVER = -1;

  private final ParameterStore store;
  private final List<Operand<?>> assignments = new ArrayList<>();
  private long preparedFor = NEVER;

  /**
   * Creates an instance without kept values.
   *
   * @param store the weights
   */
  public PreparedWeights(ParameterStore store) {
    this.store = store;
  }

  synchronized void add(Operand<?> assignment) {
    assignments.add(assignment);
    preparedFor = NEVER;
  }

  /**
   * Computes the kept values again if weights or statistics have changed. Must be called before
   * each run, while no thread changes them; several threads may call it concurrently.
   *
   * @param session a session of the graph
   */
  public synchronized void ensure(Session session) {
    long version = store.version();
    if (assignments.isEmpty() || preparedFor == version) {
      return;
    }
    Session.Runner runner = session.runner();
    assignments.forEach(runner::addTarget);
    runner.run().close();
    preparedFor = version;
  }
}

package org.dcgan.tensorflow.network;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Session;

/**
 * What a drawing makes of weights before it uses them, kept from one run to the next: a kernel
 * taken apart into phases, weights rounded to bfloat16. For a single image making it takes as long
 * as using it. Costs the memory of the weights once more.
 */
public final class PreparedWeights {
  private final ParameterStore store;
  private final List<Operand<?>> assignments = new ArrayList<>();
  private long preparedFor = -1;

  /**
   * Starts with nothing to keep.
   *
   * @param store the weights
   */
  public PreparedWeights(ParameterStore store) {
    this.store = store;
  }

  void add(Operand<?> assignment) {
    assignments.add(assignment);
  }

  /**
   * Makes anew what is kept, if the weights have changed since. To be called before each run, while
   * nobody changes weights; several threads may call it at once.
   *
   * @param session where
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

package org.dcgan.tensorflow.compute;

import org.dcgan.RuntimeOptions;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.runtime.Sessions;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;

/** A graph with its session: drawn first, then run as often as one likes. */
final class Computation implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Session session;

  Computation(RuntimeOptions options) {
    this.session = Sessions.forComputation(graph, options);
  }

  Ops tf() {
    return GraphOps.of(graph);
  }

  Session.Runner runner() {
    return session.runner();
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}

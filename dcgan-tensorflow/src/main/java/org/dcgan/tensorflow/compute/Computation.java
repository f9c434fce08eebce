package org.dcgan.tensorflow.compute;

import org.dcgan.RuntimeOptions;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.runtime.Natives;
import org.dcgan.tensorflow.runtime.Sessions;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;

/** A graph and its session. The graph must be complete before the first run. */
final class Computation implements AutoCloseable {
  private final Graph graph;
  private final Session session;

  Computation(RuntimeOptions options) {
    Natives.require();
    this.graph = new Graph();
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

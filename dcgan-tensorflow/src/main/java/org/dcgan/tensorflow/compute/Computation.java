package org.dcgan.tensorflow.compute;

import org.dcgan.Device;
import org.dcgan.RuntimeOptions;
import org.dcgan.tensorflow.network.GraphOps;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;

/** A graph with its session: drawn first, then run as often as one likes. */
final class Computation implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Session session;

  Computation(RuntimeOptions options) {
    int threads =
        options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
    ConfigProto.Builder config =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(threads)
            .setInterOpParallelismThreads(Math.min(threads, 2))
            .setAllowSoftPlacement(true);
    if (options.device() == Device.CPU) {
      config.putDeviceCount("GPU", 0);
    } else {
      config.getGpuOptionsBuilder().setAllowGrowth(true);
    }
    this.session = new Session(graph, false, config.build());
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

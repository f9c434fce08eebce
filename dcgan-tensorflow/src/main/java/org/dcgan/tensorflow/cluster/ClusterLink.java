package org.dcgan.tensorflow.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.dcgan.internal.PrintableText.printable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dcgan.Cluster;
import org.dcgan.ClusterException;
import org.dcgan.Device;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.internal.json.Scalar;
import org.dcgan.internal.json.StrictJson;
import org.dcgan.tensorflow.network.AllReduce;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.runtime.Hardware;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * The connection of one training to the other workers of its cluster: builds collective operations
 * in the training's graph, opens its session, and exchanges messages.
 */
public final class ClusterLink {
  private final WorkerServer server;
  private final Collectives collectives;
  private final DeviceSpec device;
  private final int firstKey;

  private ClusterLink(WorkerServer server, Hardware hardware, int firstKey) {
    Cluster cluster = server.cluster();
    boolean onGpu = hardware.onGpu() && hardware.device() != Device.CPU;
    this.server = server;
    this.firstKey = firstKey;
    this.device =
        Exchange.device(
            cluster.index(), onGpu ? DeviceSpec.DeviceType.GPU : DeviceSpec.DeviceType.CPU);
    this.collectives =
        new Collectives(cluster.size(), onGpu ? "nccl" : "ring", cluster.timeout(), firstKey);
  }

  /**
   * Starts the server of this process if necessary and waits for the other workers.
   *
   * @param cluster the workers
   * @param hardware threads and device
   * @return the connection
   * @throws ClusterException if the port is in use, workers are missing or lost, or the process
   *     belongs to another cluster
   */
  public static ClusterLink join(Cluster cluster, Hardware hardware) {
    WorkerServer server = WorkerServer.of(cluster, hardware);
    // An earlier training may have failed in one worker before it had built all of its graph.
    int firstKey = server.nextKey();
    for (byte[] key : server.gather(String.valueOf(firstKey).getBytes(UTF_8))) {
      firstKey = Math.max(firstKey, Integer.parseInt(new String(key, UTF_8)));
    }
    return new ClusterLink(server, hardware, firstKey);
  }

  /**
   * The workers.
   *
   * @return the cluster
   */
  public Cluster cluster() {
    return server.cluster();
  }

  /**
   * Exchanges messages. All workers must call this method equally often.
   *
   * @param message this worker's message, at most 16 MB
   * @return the messages of all workers by index
   * @throws ClusterException if a worker is lost
   */
  public List<byte[]> gather(byte[] message) {
    return server.gather(message);
  }

  /**
   * Requires that all workers have the same settings.
   *
   * @param settings this worker's settings by name
   * @throws ClusterException if a setting differs; the message lists all differences, and is the
   *     same in all workers
   */
  public void requireSame(Map<String, Scalar> settings) {
    JsonMap mine = new JsonMap();
    settings.forEach((name, value) -> mine.put(name, String.valueOf(value)));
    List<Map<String, Scalar>> all = new ArrayList<>();
    for (byte[] message : gather(mine.toText().getBytes(UTF_8))) {
      all.add(StrictJson.parse(message).scalars());
    }
    StringBuilder differences = new StringBuilder();
    for (int worker = 1; worker < all.size(); worker++) {
      compare(all.get(0), all.get(worker), worker, differences);
    }
    if (!differences.isEmpty()) {
      throw new ClusterException(
          "the workers are not configured for the same training:"
              + differences
              + System.lineSeparator()
              + "Start all workers with the same program, settings and images");
    }
  }

  private void compare(
      Map<String, Scalar> chief, Map<String, Scalar> other, int worker, StringBuilder differences) {
    Set<String> names = new LinkedHashSet<>(chief.keySet());
    names.addAll(other.keySet());
    for (String name : names) {
      Scalar was = chief.get(name);
      Scalar is = other.get(name);
      if (was == null || !was.equals(is)) {
        differences
            .append(System.lineSeparator())
            .append("  - ")
            .append(printable(name))
            .append(" is ")
            .append(was == null ? "not set" : printable(was))
            .append(" on worker 0, ")
            .append(is == null ? "not set" : printable(is))
            .append(" on ")
            .append(cluster().describe(worker));
      }
    }
  }

  /**
   * The operations of the training's graph.
   *
   * @param graph the graph
   * @return operations on this worker's device, with names that no earlier training has used, since
   *     variables stay on the server
   */
  public Ops ops(Graph graph) {
    return GraphOps.of(graph).withDevice(device).withSubScope("training" + firstKey);
  }

  /**
   * Sums over the workers.
   *
   * @return the builder of sums
   */
  public AllReduce allReduce() {
    return collectives;
  }

  /**
   * Builds the transfer of a variable's value from worker 0 to the others.
   *
   * @param tf the scope of the operations
   * @param variable the variable
   * @param shape its shape
   * @return the operation to run, in all workers
   */
  public Op broadcast(Ops tf, Variable<TFloat32> variable, Shape shape) {
    return cluster().isChief()
        ? collectives.send(tf, variable)
        : collectives.receive(tf, variable, shape);
  }

  /**
   * Opens a session for a complete graph.
   *
   * @param graph the graph, which stays the caller's to close after the session
   * @return the session
   */
  public ClusterSession open(Graph graph) {
    server.usedKeysBelow(collectives.nextKey());
    return new ClusterSession(
        server, TargetSession.open(graph.toGraphDef(), server.target(), server.config(), firstKey));
  }
}

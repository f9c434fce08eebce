package org.dcgan.tensorflow.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.annotations.VisibleForTesting;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
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
public final class ClusterLink implements AutoCloseable {
  private static final int JOINING_BYTES = Integer.BYTES + Long.BYTES;

  private final WorkerServer server;
  private final Cluster cluster;
  private final BooleanSupplier stopped;
  private final Collectives collectives;
  private final DeviceSpec device;
  private final int firstKey;
  private boolean closed;

  private ClusterLink(
      WorkerServer server,
      Cluster cluster,
      Hardware hardware,
      BooleanSupplier stopped,
      int firstKey) {
    boolean onGpu = hardware.onGpu() && hardware.device() != Device.CPU;
    this.server = server;
    this.cluster = cluster;
    this.stopped = stopped;
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
   * @param stopped whether the training has been asked to end; queried while waiting
   * @return the connection, which the caller closes after the training
   * @throws ClusterException if the port is in use, workers are missing or lost, or the process
   *     belongs to another cluster
   * @throws IllegalStateException if another training of this process is connected
   * @throws WaitStoppedException if the training was asked to end while it waited
   */
  public static ClusterLink join(Cluster cluster, Hardware hardware, BooleanSupplier stopped) {
    WorkerServer.reserve();
    boolean complete = false;
    try {
      ClusterLink link = join(WorkerServer.of(cluster, hardware), cluster, hardware, stopped);
      complete = true;
      return link;
    } finally {
      if (!complete) {
        WorkerServer.release();
      }
    }
  }

  /** Connects to the other workers by a given server. */
  @VisibleForTesting
  static ClusterLink join(
      WorkerServer server, Cluster cluster, Hardware hardware, BooleanSupplier stopped) {
    boolean first = server.awaitOthers(cluster.timeout(), stopped);
    // Before a later training, another worker may do any work of the application.
    Duration limit = first ? cluster.timeout() : cluster.pauseTimeout();
    // An earlier training may have failed in one worker before it had built all of its graph.
    int firstKey = server.nextKey();
    ByteBuffer mine = ByteBuffer.allocate(JOINING_BYTES);
    mine.putInt(firstKey).putLong(server.incarnation());
    List<Long> incarnations = new ArrayList<>();
    for (byte[] bytes :
        server.gather(meeting(Meeting.Place.JOIN, limit, cluster, stopped), mine.array())) {
      ByteBuffer other = ByteBuffer.wrap(bytes);
      firstKey = Math.max(firstKey, other.getInt());
      incarnations.add(other.getLong());
    }
    server.joined(incarnations);
    return new ClusterLink(server, cluster, hardware, stopped, firstKey);
  }

  private static Meeting meeting(
      Meeting.Place place, Duration limit, Cluster cluster, BooleanSupplier stopped) {
    return new Meeting(place, limit, cluster.timeout(), stopped, StopGrace.of(cluster));
  }

  /**
   * The workers.
   *
   * @return the cluster
   */
  public Cluster cluster() {
    return cluster;
  }

  private List<byte[]> gather(Meeting.Place place, byte[] message) {
    return server.gather(meeting(place, cluster.pauseTimeout(), cluster, stopped), message);
  }

  /**
   * Sends a message from worker 0 to all workers, after work that worker 0 alone has done.
   *
   * @param message the message, at most 16 MB; empty in other workers
   * @return the message of worker 0
   * @throws ClusterException if a worker is lost, or is not there after {@link
   *     Cluster#pauseTimeout}
   * @throws WaitStoppedException if the training was asked to end while it waited
   */
  public byte[] fromChief(byte[] message) {
    return gather(Meeting.Place.CHIEF, message).get(0);
  }

  /**
   * Exchanges hashes of the weights.
   *
   * @param hash this worker's hash
   * @return the hashes of all workers by index
   * @throws ClusterException if a worker is lost, or is not there after {@link
   *     Cluster#pauseTimeout}
   * @throws WaitStoppedException if the training was asked to end while it waited
   */
  public List<byte[]> hashes(byte[] hash) {
    return gather(Meeting.Place.WEIGHTS, hash);
  }

  /**
   * Requires that all workers have the same settings.
   *
   * @param settings this worker's settings by name
   * @throws ClusterException if a setting differs; the message lists all differences, and is the
   *     same in all workers
   * @throws WaitStoppedException if the training was asked to end while it waited
   */
  public void requireSame(Map<String, Scalar> settings) {
    JsonMap mine = new JsonMap();
    settings.forEach((name, value) -> mine.put(name, String.valueOf(value)));
    List<Map<String, Scalar>> all = new ArrayList<>();
    for (byte[] message : gather(Meeting.Place.SETTINGS, mine.toText().getBytes(UTF_8))) {
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
    Op counting = Attendance.counting(graph, cluster.index());
    return new ClusterSession(
        server,
        cluster.timeout(),
        TargetSession.open(graph.toGraphDef(), server.target(), server.config(), firstKey),
        counting);
  }

  /** Records that this worker has left the others, which TensorFlow cannot join again. */
  public void leave() {
    server.markLost();
  }

  /** Lets another training of this process connect. The server stays. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      WorkerServer.release();
    }
  }
}

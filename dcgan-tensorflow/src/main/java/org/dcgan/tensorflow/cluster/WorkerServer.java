package org.dcgan.tensorflow.cluster;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.annotations.VisibleForTesting;
import com.google.common.util.concurrent.Uninterruptibles;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.dcgan.Cluster;
import org.dcgan.ClusterException;
import org.dcgan.tensorflow.runtime.Hardware;
import org.dcgan.tensorflow.runtime.Sessions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Server;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.ClusterDef;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.JobDef;
import org.tensorflow.proto.ServerDef;

/**
 * This process's server in its cluster. TensorFlow cannot stop a server, so a process has at most
 * one, and keeps it until it ends.
 */
final class WorkerServer {
  private static final Logger logger = LoggerFactory.getLogger(WorkerServer.class);
  private static final Duration PROBE = Duration.ofSeconds(1);

  /** After this time, missing workers are named in the log. */
  private static final Duration FIRST_REPORT = Duration.ofSeconds(10);

  private static final Duration NEXT_REPORTS = Duration.ofSeconds(30);

  /** Set as soon as the server listens, since it then does so until the process ends. */
  private static @Nullable WorkerServer started;

  /** Whether a training of this process uses the cluster. */
  private static final AtomicBoolean inUse = new AtomicBoolean();

  private final Cluster cluster;
  private final WorkerProbe probe;
  private final ConfigProto config;
  private final long incarnation;
  private final Attendance attendance;
  private @Nullable Exchange exchange;
  private int nextKey;
  private volatile boolean lost;

  private WorkerServer(
      Cluster cluster,
      WorkerProbe probe,
      ConfigProto config,
      long incarnation,
      Attendance attendance) {
    this.cluster = cluster;
    this.probe = probe;
    this.config = config;
    this.incarnation = incarnation;
    this.attendance = attendance;
  }

  /**
   * Reserves the cluster for one training. Two at the same time would use the same instance keys
   * and the same variables.
   *
   * @throws IllegalStateException if another training of this process uses it
   */
  static void reserve() {
    if (!inUse.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "another model of this process is being trained by the cluster, and a worker has one"
              + " training at a time; wait for that training, or train one of the models without a"
              + " cluster");
    }
  }

  /** Ends a reservation. */
  static void release() {
    inUse.set(false);
  }

  /**
   * Starts the server of this process; does nothing if it was started before.
   *
   * @param cluster the workers
   * @param hardware threads and device
   * @return the server
   * @throws ClusterException if the port is in use, or the process belongs to another cluster
   */
  static synchronized WorkerServer of(Cluster cluster, Hardware hardware) {
    WorkerServer server = started;
    if (server == null) {
      server = listen(cluster, hardware);
      started = server;
      return server;
    }
    if (!server.cluster.workers().equals(cluster.workers())
        || server.cluster.index() != cluster.index()) {
      throw new ClusterException(
          "this process already belongs to a cluster as "
              + server.cluster.describe(server.cluster.index())
              + ", and TensorFlow cannot leave a cluster; start another process");
    }
    return server;
  }

  /** For tests: lets this process start another server. */
  @VisibleForTesting
  static synchronized void forget() {
    started = null;
  }

  /** Starts a server. */
  static WorkerServer listen(Cluster cluster, Hardware hardware) {
    ConfigProto config =
        Sessions.ofWorker(hardware, WorkerProbe.task(cluster.index()), WorkerProbe.task(0));
    int port = cluster.workers().get(cluster.index()).getPort();
    try {
      // Never closed: TensorFlow implements no shutdown.
      Server server = new Server(definition(cluster, config));
      server.start();
    } catch (TensorFlowException e) {
      throw new ClusterException(
          "the server of "
              + cluster.describe(cluster.index())
              + " cannot listen on port "
              + port
              + ", probably because another process uses it, perhaps another worker with the same"
              + " index; end that process or choose another port. TensorFlow: "
              + printable(e.getMessage()),
          e);
    }
    logger.info("{} listens on port {}", cluster.describe(cluster.index()), port);
    String target = WorkerProbe.ownTarget(cluster);
    return new WorkerServer(
        cluster,
        new WorkerProbe(cluster),
        config,
        WorkerProbe.incarnation(cluster.index(), target, cluster.timeout()).orElseThrow(),
        Attendance.publish(cluster.index(), cluster.size(), target, config));
  }

  /**
   * Waits for the servers of the other workers; does nothing if they were all there before.
   *
   * @param timeout how long to wait
   * @param stopped whether this worker has been asked to end
   * @return whether this was the first time
   * @throws ClusterException if workers are missing or were lost before
   * @throws WaitStoppedException if this worker was asked to end
   */
  @CanIgnoreReturnValue
  synchronized boolean awaitOthers(Duration timeout, BooleanSupplier stopped) {
    if (lost) {
      throw new ClusterException(
          "this process has lost its cluster, and TensorFlow cannot join it again; end the"
              + " processes of all workers and start them again");
    }
    if (exchange != null) {
      return false;
    }
    requireOwnAddress();
    awaitServers(timeout, stopped);
    Exchange opened = Exchange.open(cluster, probe, target(), config);
    nextKey = opened.nextKey();
    exchange = opened;
    return true;
  }

  private static ServerDef definition(Cluster cluster, ConfigProto config) {
    JobDef.Builder job = JobDef.newBuilder().setName("worker");
    for (int worker = 0; worker < cluster.size(); worker++) {
      job.putTasks(worker, cluster.workers().get(worker).toString());
    }
    return ServerDef.newBuilder()
        .setCluster(ClusterDef.newBuilder().addJob(job))
        .setJobName("worker")
        .setTaskIndex(cluster.index())
        .setProtocol("grpc")
        .setDefaultSessionConfig(config)
        .build();
  }

  /** Requires that the address in the list is this process's and not that of a double. */
  private void requireOwnAddress() {
    int index = cluster.index();
    OptionalLong listed;
    try {
      listed = WorkerProbe.incarnation(index, probe.target(index), PROBE);
    } catch (TensorFlowException | IllegalStateException e) {
      // Some networks do not let a host reach itself by its public name.
      logger.debug("{} does not reach itself by its address", cluster.describe(index), e);
      return;
    }
    if (!listed.equals(OptionalLong.of(incarnation))) {
      throw new ClusterException(
          "another process answers at the address of "
              + cluster.describe(index)
              + ", so two processes have the index "
              + index
              + ", or the list of workers is not that of this host; give each process its own index"
              + " and the same list");
    }
  }

  private void awaitServers(Duration timeout, BooleanSupplier stopped) {
    long began = System.nanoTime();
    long nextReport = began + FIRST_REPORT.toNanos();
    Set<Integer> missing = new TreeSet<>(Exchange.others(cluster));
    while (true) {
      Map<Integer, String> reasons = probe.unready(missing, incarnation, PROBE);
      missing.retainAll(reasons.keySet());
      if (missing.isEmpty()) {
        return;
      }
      if (stopped.getAsBoolean() || Thread.currentThread().isInterrupted()) {
        throw new WaitStoppedException(probe.describe(reasons));
      }
      long now = System.nanoTime();
      if (now - began > timeout.toNanos()) {
        throw new ClusterException(
            "waited "
                + timeout.toSeconds()
                + " s for "
                + probe.describe(reasons)
                + "; start a process for each worker with the same list of workers, end those of"
                + " earlier attempts, and allow connections between them");
      }
      if (now > nextReport) {
        logger.warn("waiting for {}", probe.describe(reasons));
        nextReport = now + NEXT_REPORTS.toNanos();
      }
      Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(200));
    }
  }

  /** The number that TensorFlow drew for this server. */
  long incarnation() {
    return incarnation;
  }

  /** Tells the other workers with which processes this one trains. */
  void joined(List<Long> incarnations) {
    probe.expect(incarnations);
    attendance.joined(incarnations);
  }

  Cluster cluster() {
    return cluster;
  }

  WorkerProbe probe() {
    return probe;
  }

  ConfigProto config() {
    return config;
  }

  /** The address of the server in this process. */
  String target() {
    return WorkerProbe.ownTarget(cluster);
  }

  /** Exchanges messages; see {@link Exchange#gather}. */
  synchronized List<byte[]> gather(Meeting meeting, byte[] message) {
    boolean complete = false;
    try {
      List<byte[]> messages = requireNonNull(exchange).gather(meeting, message);
      complete = true;
      return messages;
    } finally {
      if (!complete) {
        lost = true;
      }
    }
  }

  /** Records that TensorFlow has given up the cluster. */
  void markLost() {
    lost = true;
  }

  /** The first instance key that no earlier training of this process has used. */
  synchronized int nextKey() {
    return nextKey;
  }

  /** Records the keys that a training has used. */
  synchronized void usedKeysBelow(int key) {
    nextKey = Math.max(nextKey, key);
  }
}

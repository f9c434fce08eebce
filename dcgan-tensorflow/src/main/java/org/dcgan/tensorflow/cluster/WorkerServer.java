package org.dcgan.tensorflow.cluster;

import static org.dcgan.internal.PrintableText.printable;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
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

  private static @Nullable WorkerServer started;

  private final Cluster cluster;
  private final WorkerProbe probe;
  private final ConfigProto config;
  private final Exchange exchange;
  private int nextKey;
  private boolean lost;

  private WorkerServer(Cluster cluster, WorkerProbe probe, ConfigProto config, Exchange exchange) {
    this.cluster = cluster;
    this.probe = probe;
    this.config = config;
    this.exchange = exchange;
    this.nextKey = exchange.nextKey();
  }

  /**
   * Starts the server of this process and waits for those of the other workers; does nothing if it
   * was started before.
   *
   * @param cluster the workers
   * @param hardware threads and device
   * @return the server
   * @throws ClusterException if the port is in use, workers are missing, or the process belongs to
   *     another cluster
   */
  static synchronized WorkerServer of(Cluster cluster, Hardware hardware) {
    WorkerServer server = started;
    if (server == null) {
      server = start(cluster, hardware);
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
    if (server.lost) {
      throw new ClusterException(
          "this process has lost its cluster, and TensorFlow cannot join it again; end the"
              + " processes of all workers and start them again");
    }
    return server;
  }

  private static WorkerServer start(Cluster cluster, Hardware hardware) {
    WorkerProbe probe = new WorkerProbe(cluster);
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
    String target = "grpc://localhost:" + port;
    requireOwnAddress(cluster, probe, target);
    awaitOthers(cluster, probe);
    return new WorkerServer(cluster, probe, config, Exchange.open(cluster, probe, target, config));
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
  private static void requireOwnAddress(Cluster cluster, WorkerProbe probe, String target) {
    int index = cluster.index();
    OptionalLong own = WorkerProbe.incarnation(index, target, cluster.timeout());
    OptionalLong listed;
    try {
      listed = WorkerProbe.incarnation(index, probe.target(index), PROBE);
    } catch (TensorFlowException | IllegalStateException e) {
      // Some networks do not let a host reach itself by its public name.
      logger.debug("{} does not reach itself by its address", cluster.describe(index), e);
      return;
    }
    if (!listed.equals(own)) {
      throw new ClusterException(
          "another process answers at the address of "
              + cluster.describe(index)
              + ", so two processes have the index "
              + index
              + ", or the list of workers is not that of this host; give each process its own index"
              + " and the same list");
    }
  }

  private static void awaitOthers(Cluster cluster, WorkerProbe probe) {
    long began = System.nanoTime();
    long nextReport = began + FIRST_REPORT.toNanos();
    Set<Integer> missing = new TreeSet<>(Exchange.others(cluster));
    while (true) {
      Map<Integer, String> reasons = probe.unanswered(missing, PROBE);
      missing.retainAll(reasons.keySet());
      if (missing.isEmpty()) {
        return;
      }
      long now = System.nanoTime();
      if (now - began > cluster.timeout().toNanos()) {
        throw new ClusterException(
            "waited "
                + cluster.timeout().toSeconds()
                + " s for "
                + probe.describe(reasons)
                + "; start a process for each worker with the same list of workers, and allow"
                + " connections between them");
      }
      if (now > nextReport) {
        logger.warn("waiting for {}", probe.describe(reasons));
        nextReport = now + NEXT_REPORTS.toNanos();
      }
      Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(200));
      if (Thread.currentThread().isInterrupted()) {
        throw new ClusterException(
            "interrupted while waiting for " + probe.describe(reasons) + "; start again");
      }
    }
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

  /** The address of the server in this process, by which TensorFlow avoids the network. */
  String target() {
    return "grpc://localhost:" + cluster.workers().get(cluster.index()).getPort();
  }

  /** Exchanges messages; see {@link Exchange#gather}. */
  synchronized List<byte[]> gather(byte[] message) {
    try {
      return exchange.gather(message);
    } catch (ClusterException e) {
      lost = true;
      throw e;
    }
  }

  /** Records that TensorFlow has given up the cluster. */
  synchronized void markLost() {
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

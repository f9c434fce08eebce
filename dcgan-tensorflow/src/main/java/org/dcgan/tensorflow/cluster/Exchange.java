package org.dcgan.tensorflow.cluster;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.dcgan.Cluster;
import org.dcgan.ClusterException;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.tensorflow.runtime.GraphSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/**
 * Messages between the workers, as sums over the workers of rows in which each fills its own. The
 * collective operations have no timeout, because what a worker waits for differs from message to
 * message; {@link Meeting} has the limits.
 */
final class Exchange implements AutoCloseable {
  /** Bytes of a message in one run. */
  private static final int CHUNK = 4096;

  /** Keeps lengths exact in float32. */
  private static final int LONGEST = 1 << 24;

  /** How often a waiting worker looks whether it has been asked to end. */
  private static final Duration POLL = Duration.ofMillis(100);

  /** How often, and for how long, a waiting worker asks the others whether they are alive. */
  private static final Duration PROBE = Duration.ofSeconds(2);

  /** How often a waiting worker asks whether the processes of the others have ended. */
  private static final Duration LISTEN = Duration.ofSeconds(1);

  /** How often in a row a process has to be found to have ended. */
  private static final int CERTAIN = 3;

  /** After this time, the log says what is waited for. */
  private static final Duration FIRST_REPORT = Duration.ofSeconds(10);

  private static final Duration NEXT_REPORTS = Duration.ofMinutes(1);

  private static final Logger logger = LoggerFactory.getLogger(Exchange.class);

  private final Cluster cluster;
  private final WorkerProbe probe;
  private final Graph graph;
  private final TargetSession session;
  private final Sum lengths;
  private final Sum bytes;
  private final Op counting;
  private final int nextKey;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          new ThreadFactoryBuilder().setDaemon(true).setNameFormat("dcgan-exchange-%d").build());

  /** A sum over the workers. */
  private record Sum(Placeholder<TFloat32> mine, Operand<TFloat32> all) {}

  private Exchange(
      Cluster cluster, WorkerProbe probe, String target, ConfigProto config, Graph graph) {
    this.cluster = cluster;
    this.probe = probe;
    this.graph = graph;
    Ops tf = GraphOps.of(graph).withDevice(cpu(cluster.index()));
    Collectives collectives = new Collectives(cluster.size(), "ring", Duration.ZERO, 1);
    this.lengths = sum(tf, collectives, Shape.of(2L * cluster.size()));
    this.bytes = sum(tf, collectives, Shape.of((long) cluster.size() * CHUNK));
    this.counting = Attendance.counting(graph, cluster.index());
    this.nextKey = collectives.nextKey();
    this.session = TargetSession.open(graph.toGraphDef(), target, config, 1);
  }

  /** Opens a session on this worker's server. */
  static Exchange open(Cluster cluster, WorkerProbe probe, String target, ConfigProto config) {
    return GraphSession.owned(graph -> new Exchange(cluster, probe, target, config, graph));
  }

  /** The CPU of a worker. */
  static DeviceSpec cpu(int worker) {
    return device(worker, DeviceSpec.DeviceType.CPU);
  }

  /** The first device of a type of a worker. */
  static DeviceSpec device(int worker, DeviceSpec.DeviceType type) {
    return DeviceSpec.newBuilder()
        .job("worker")
        .replica(0)
        .task(worker)
        .deviceType(type)
        .deviceIndex(0)
        .build();
  }

  private static Sum sum(Ops tf, Collectives collectives, Shape shape) {
    Placeholder<TFloat32> mine = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
    return new Sum(mine, collectives.sum(tf, mine));
  }

  /** The first instance key that messages do not use. */
  int nextKey() {
    return nextKey;
  }

  /**
   * Exchanges messages. All workers must call this method equally often.
   *
   * @param meeting the place of the program, and how long to wait
   * @param message this worker's message, at most 16 MB
   * @return the messages of all workers by index
   * @throws ClusterException if a worker is lost, is not there in time, or is at another place
   * @throws WaitStoppedException if this worker was asked to end, and the others were not there
   *     soon enough
   */
  List<byte[]> gather(Meeting meeting, byte[] message) {
    checkArgument(message.length < LONGEST, "a message of %s bytes is too long", message.length);
    float[] row = new float[2 * cluster.size()];
    row[cluster.index()] = message.length;
    row[cluster.size() + cluster.index()] = meeting.place().code();
    float[] all = run(meeting, lengths, row);
    requireSamePlace(meeting, all);
    List<byte[]> messages = new ArrayList<>();
    int longest = 0;
    for (int worker = 0; worker < cluster.size(); worker++) {
      int length = (int) all[worker];
      messages.add(new byte[length]);
      longest = Math.max(longest, length);
    }
    for (int from = 0; from < longest; from += CHUNK) {
      exchange(meeting, message, from, messages);
    }
    return messages;
  }

  /** A training that fails in one worker alone, and is started again there, is out of step. */
  private void requireSamePlace(Meeting meeting, float[] all) {
    for (int worker = 0; worker < cluster.size(); worker++) {
      int place = (int) all[cluster.size() + worker];
      if (place != meeting.place().code()) {
        throw new ClusterException(
            cluster.describe(worker)
                + " is at "
                + Meeting.Place.textOf(place)
                + ", this worker is at "
                + meeting.place().text()
                + "; a training has probably failed in one of them alone. End the processes of all"
                + " workers and start them again");
      }
    }
  }

  private void exchange(Meeting meeting, byte[] message, int from, List<byte[]> messages) {
    float[] rows = new float[cluster.size() * CHUNK];
    for (int i = from; i < Math.min(message.length, from + CHUNK); i++) {
      rows[cluster.index() * CHUNK + i - from] = Byte.toUnsignedInt(message[i]);
    }
    float[] all = run(meeting, bytes, rows);
    for (int worker = 0; worker < cluster.size(); worker++) {
      byte[] received = messages.get(worker);
      for (int i = from; i < Math.min(received.length, from + CHUNK); i++) {
        received[i] = (byte) all[worker * CHUNK + i - from];
      }
    }
  }

  private float[] run(Meeting meeting, Sum sum, float[] mine) {
    Future<float[]> future =
        thread.submit(
            () -> {
              try (TFloat32 tensor = Tensors.of(sum.mine().shape(), mine)) {
                return session
                    .newCollectiveRun()
                    .feed(sum.mine(), tensor)
                    .addTarget(counting)
                    .fetch(sum.all())
                    .run()
                    .get(0);
              }
            });
    Waiting waiting = new Waiting(meeting);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get(POLL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          waiting.check(interrupted);
        } catch (InterruptedException e) {
          interrupted = true; // the training ends together with those of the other workers
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw WorkerLoss.diagnosed(
          cluster,
          meeting.silence(),
          probe,
          e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A wait for the others. */
  private final class Waiting {
    private final Meeting meeting;
    private final StopGrace grace;
    private final long began = System.nanoTime();
    private long answered = began;
    private long nextListen = began + LISTEN.toNanos();
    private int ended;
    private long nextProbe = began + PROBE.toNanos();
    private long nextReport = began + FIRST_REPORT.toNanos();

    Waiting(Meeting meeting) {
      this.meeting = meeting;
      this.grace = new StopGrace(meeting.stopped(), meeting.patience());
    }

    /** Ends the wait if it is in vain, has taken too long, or is no longer wanted. */
    void check(boolean interrupted) {
      if (grace.isOver(interrupted)) {
        throw new WaitStoppedException(
            probe.describeAbsent() + " (" + meeting.place().text() + ")");
      }
      long now = System.nanoTime();
      if (now - began > meeting.limit().toNanos()) {
        throw WorkerLoss.absent(probe.describeAbsent(), meeting);
      }
      if (now > nextReport) {
        logger.warn(
            "waiting for {} since {} s: {}",
            probe.describeAbsent(),
            Duration.ofNanos(now - began).toSeconds(),
            meeting.place().text());
        nextReport = System.nanoTime() + NEXT_REPORTS.toNanos();
      }
      if (now > nextListen) {
        Map<Integer, String> gone = probe.ended(others(cluster));
        ended = gone.isEmpty() ? 0 : ended + 1;
        if (ended >= CERTAIN) {
          WorkerLoss.awaitOthers();
          throw WorkerLoss.lost(probe.describe(gone));
        }
        nextListen = System.nanoTime() + LISTEN.toNanos();
      }
      if (now > nextProbe) {
        Map<Integer, String> lost = probe.unanswered(others(cluster), PROBE);
        if (lost.isEmpty()) {
          answered = System.nanoTime();
        } else if (System.nanoTime() - answered > meeting.silence().toNanos()) {
          throw WorkerLoss.lost(probe.describe(lost));
        }
        nextProbe = System.nanoTime() + PROBE.toNanos();
      }
    }
  }

  /** The indices of the other workers. */
  static List<Integer> others(Cluster cluster) {
    List<Integer> others = new ArrayList<>();
    for (int worker = 0; worker < cluster.size(); worker++) {
      if (worker != cluster.index()) {
        others.add(worker);
      }
    }
    return others;
  }

  @Override
  public void close() {
    thread.shutdown();
    session.close();
    graph.close();
  }
}

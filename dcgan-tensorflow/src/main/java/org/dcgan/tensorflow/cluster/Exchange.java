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
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.tensorflow.runtime.GraphSession;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/**
 * Messages between the workers, as sums over the workers of rows in which each fills its own. Waits
 * without limit for a worker that is busy, as long as its process answers.
 */
final class Exchange implements AutoCloseable {
  /** Bytes of a message in one run. */
  private static final int CHUNK = 4096;

  /** Keeps lengths exact in float32. */
  private static final int LONGEST = 1 << 24;

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Cluster cluster;
  private final WorkerProbe probe;
  private final Graph graph;
  private final TargetSession session;
  private final Sum lengths;
  private final Sum bytes;
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
    this.lengths = sum(tf, collectives, Shape.of(cluster.size()));
    this.bytes = sum(tf, collectives, Shape.of((long) cluster.size() * CHUNK));
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
   * @param message this worker's message, at most 16 MB
   * @return the messages of all workers by index
   * @throws org.dcgan.ClusterException if a worker is lost
   */
  List<byte[]> gather(byte[] message) {
    checkArgument(message.length < LONGEST, "a message of %s bytes is too long", message.length);
    float[] row = new float[cluster.size()];
    row[cluster.index()] = message.length;
    float[] all = run(lengths, row);
    List<byte[]> messages = new ArrayList<>();
    int longest = 0;
    for (float length : all) {
      messages.add(new byte[(int) length]);
      longest = Math.max(longest, (int) length);
    }
    for (int from = 0; from < longest; from += CHUNK) {
      exchange(message, from, messages);
    }
    return messages;
  }

  private void exchange(byte[] message, int from, List<byte[]> messages) {
    float[] rows = new float[cluster.size() * CHUNK];
    for (int i = from; i < Math.min(message.length, from + CHUNK); i++) {
      rows[cluster.index() * CHUNK + i - from] = Byte.toUnsignedInt(message[i]);
    }
    float[] all = run(bytes, rows);
    for (int worker = 0; worker < cluster.size(); worker++) {
      byte[] received = messages.get(worker);
      for (int i = from; i < Math.min(received.length, from + CHUNK); i++) {
        received[i] = (byte) all[worker * CHUNK + i - from];
      }
    }
  }

  private float[] run(Sum sum, float[] mine) {
    Future<float[]> future =
        thread.submit(
            () -> {
              try (TFloat32 tensor = Tensors.of(sum.mine().shape(), mine)) {
                return session
                    .newCollectiveRun()
                    .feed(sum.mine(), tensor)
                    .fetch(sum.all())
                    .run()
                    .get(0);
              }
            });
    long answered = System.nanoTime();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          Map<Integer, String> lost = probe.unanswered(others(cluster), PATIENCE);
          if (lost.isEmpty()) {
            answered = System.nanoTime();
          } else if (System.nanoTime() - answered > cluster.timeout().toNanos()) {
            throw WorkerLoss.lost(probe.describe(lost), null);
          }
        } catch (InterruptedException e) {
          interrupted = true; // the training ends together with those of the other workers
        }
      }
    } catch (ExecutionException e) {
      throw WorkerLoss.diagnosed(cluster, probe, e.getCause() == null ? e : e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
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

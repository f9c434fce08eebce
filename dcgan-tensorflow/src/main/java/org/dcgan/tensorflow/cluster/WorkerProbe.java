package org.dcgan.tensorflow.cluster;

import static org.dcgan.internal.PrintableText.printable;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.Uninterruptibles;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.dcgan.Cluster;
import org.dcgan.tensorflow.runtime.Sessions;
import org.tensorflow.proto.GraphDef;

/**
 * Asks workers whether their processes answer, by TensorFlow's own protocol: a session on the
 * worker's server that lists its devices.
 */
final class WorkerProbe {
  /** Added to the time that TensorFlow is given, because its retries may end late. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Cluster cluster;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          new ThreadFactoryBuilder().setDaemon(true).setNameFormat("dcgan-probe-%d").build());

  WorkerProbe(Cluster cluster) {
    this.cluster = cluster;
  }

  /** The name of a worker's task in TensorFlow. */
  static String task(int worker) {
    return "/job:worker/replica:0/task:" + worker;
  }

  /** The address of a worker's server. */
  String target(int worker) {
    return "grpc://" + cluster.workers().get(worker);
  }

  /**
   * Asks workers at the same time.
   *
   * @param workers their indices
   * @param patience how long to wait for an answer
   * @return the reasons of those that do not answer, by index
   */
  Map<Integer, String> unanswered(Collection<Integer> workers, Duration patience) {
    Map<Integer, Future<OptionalLong>> asked = new LinkedHashMap<>();
    for (int worker : workers) {
      asked.put(worker, threads.submit(() -> incarnation(worker, target(worker), patience)));
    }
    long deadline = System.nanoTime() + patience.plus(GRACE).toNanos();
    Map<Integer, String> unanswered = new TreeMap<>();
    for (Map.Entry<Integer, Future<OptionalLong>> entry : asked.entrySet()) {
      try {
        long left = Math.max(0, deadline - System.nanoTime());
        OptionalLong answer =
            Uninterruptibles.getUninterruptibly(entry.getValue(), left, TimeUnit.NANOSECONDS);
        if (answer == null || answer.isEmpty()) {
          unanswered.put(entry.getKey(), "another worker answers at its address");
        }
      } catch (TimeoutException e) {
        unanswered.put(entry.getKey(), "no answer");
      } catch (ExecutionException e) {
        unanswered.put(entry.getKey(), reason(entry.getKey()));
      }
    }
    return unanswered;
  }

  private String reason(int worker) {
    String host = cluster.workers().get(worker).getHost();
    try {
      InetAddress unused = InetAddress.getByName(host);
      return "no answer";
    } catch (UnknownHostException e) {
      return "unknown host";
    }
  }

  /**
   * The number that TensorFlow drew for a worker's CPU when its server started.
   *
   * @param worker the worker's index
   * @param target the address to ask
   * @param patience how long to wait for an answer
   * @return empty if another worker answers
   * @throws RuntimeException if nobody answers in time
   */
  static OptionalLong incarnation(int worker, String target, Duration patience) {
    try (TargetSession session =
        TargetSession.open(
            GraphDef.getDefaultInstance(), target, Sessions.ofProbe(task(worker), patience), 0)) {
      return session.incarnation(task(worker));
    }
  }

  /** For example {@code worker 1 (host1:2222, no answer), worker 3 (host3:2222, unknown host)}. */
  String describe(Map<Integer, String> reasons) {
    List<String> texts = new ArrayList<>();
    reasons.forEach(
        (worker, reason) ->
            texts.add(
                "worker "
                    + worker
                    + " ("
                    + printable(cluster.workers().get(worker))
                    + ", "
                    + reason
                    + ")"));
    return String.join(", ", texts);
  }
}

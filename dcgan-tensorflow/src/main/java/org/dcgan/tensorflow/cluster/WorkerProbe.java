package org.dcgan.tensorflow.cluster;

import static org.dcgan.internal.PrintableText.printable;

import com.google.common.net.HostAndPort;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.dcgan.Cluster;
import org.dcgan.tensorflow.runtime.Sessions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.proto.GraphDef;

/**
 * Asks workers whether their processes answer, by TensorFlow's own protocol: a session on the
 * worker's server that lists its devices.
 */
final class WorkerProbe {
  /** Added to the time that TensorFlow is given, because its retries may end late. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** How long a host has to accept or refuse a connection. */
  private static final Duration CONNECT = Duration.ofSeconds(1);

  /** How long a worker has to answer when this one is about to report that it is absent. */
  private static final Duration ABSENT = Duration.ofSeconds(2);

  private static final Logger logger = LoggerFactory.getLogger(WorkerProbe.class);

  private final Cluster cluster;

  /** The numbers that TensorFlow drew for the servers of this attempt; empty before they joined. */
  private volatile List<Long> joined = List.of();

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

  /** The address of the server in this process, by which TensorFlow avoids the network. */
  static String ownTarget(Cluster cluster) {
    return "grpc://localhost:" + cluster.workers().get(cluster.index()).getPort();
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
    Map<Integer, String> unanswered = new TreeMap<>();
    ask(workers, patience, worker -> incarnation(worker, target(worker), patience))
        .forEach(
            (worker, answer) -> {
              if (answer.isEmpty()) {
                unanswered.put(worker, reason(worker));
              } else if (answer.get().isEmpty()) {
                unanswered.put(worker, "another worker answers at its address");
              }
            });
    return unanswered;
  }

  /** Records the numbers of the servers that train together, by index. */
  void expect(List<Long> incarnations) {
    joined = List.copyOf(incarnations);
  }

  /**
   * Asks which workers have certainly ended: their hosts answer that nobody listens at their ports,
   * or the process of another attempt does. A host that does not answer at all may come back.
   *
   * @param workers their indices
   * @return the reasons of those that have, by index
   */
  Map<Integer, String> ended(Collection<Integer> workers) {
    Map<Integer, String> ended = new TreeMap<>();
    List<Integer> listening = new ArrayList<>();
    ask(workers, CONNECT, this::refuses)
        .forEach(
            (worker, refuses) -> {
              if (refuses.orElse(false)) {
                ended.put(worker, "its process has ended");
              } else {
                listening.add(worker);
              }
            });
    List<Long> expected = joined;
    if (!expected.isEmpty()) {
      ask(listening, CONNECT, worker -> incarnation(worker, target(worker), CONNECT))
          .forEach(
              (worker, answer) -> {
                OptionalLong number = answer.orElse(OptionalLong.empty());
                if (number.isPresent() && number.getAsLong() != expected.get(worker)) {
                  ended.put(worker, "its process has ended, and another one was started");
                }
              });
    }
    return ended;
  }

  private boolean refuses(int worker) {
    HostAndPort address = cluster.workers().get(worker);
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(address.getHost(), address.getPort()), (int) CONNECT.toMillis());
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false; // no answer, or a host that is not known, such as one behind a proxy
    }
  }

  /**
   * Asks workers whether they are ready to train with this one.
   *
   * @param workers their indices
   * @param incarnation the number that TensorFlow drew for this worker
   * @param patience how long to wait for an answer
   * @return the reasons of those that are not, by index
   */
  Map<Integer, String> unready(Collection<Integer> workers, long incarnation, Duration patience) {
    Map<Integer, String> unready = unanswered(workers, patience);
    List<Integer> answering = new ArrayList<>(workers);
    answering.removeAll(unready.keySet());
    entries(answering, patience)
        .forEach(
            (worker, entry) -> {
              if (entry.isEmpty()) {
                unready.put(worker, "starting, or of another version of this library");
              } else if (entry.get().isOfAnotherAttempt(cluster.index(), incarnation)) {
                unready.put(
                    worker, "still the process of an earlier attempt, which has to be ended");
              }
            });
    return unready;
  }

  /**
   * Asks which other workers have begun fewer collective runs than this one. Workers that do not
   * answer are not among them.
   *
   * @param patience how long to wait for an answer
   * @return the reasons of those that have, by index
   */
  Map<Integer, String> absent(Duration patience) {
    List<Integer> all = new ArrayList<>(Exchange.others(cluster));
    all.add(cluster.index());
    Map<Integer, Optional<Attendance.Entry>> entries = entries(all, patience);
    Optional<Attendance.Entry> mine = entries.getOrDefault(cluster.index(), Optional.empty());
    Map<Integer, String> absent = new TreeMap<>();
    if (mine.isPresent()) {
      entries.forEach(
          (worker, entry) -> {
            if (entry.isPresent() && entry.get().isBehind(mine.get())) {
              absent.put(worker, "its process answers, but it has not reached this point");
            }
          });
    }
    return absent;
  }

  /** Names the workers that this one waits for, or says that all others are possible. */
  String describeAbsent() {
    Map<Integer, String> absent = absent(ABSENT);
    List<Integer> others = Exchange.others(cluster);
    absent.putAll(unanswered(others, ABSENT));
    if (!absent.isEmpty()) {
      return describe(absent);
    }
    List<String> names = new ArrayList<>();
    others.forEach(worker -> names.add(cluster.describe(worker)));
    return "one of " + String.join(", ", names);
  }

  private Map<Integer, Optional<Attendance.Entry>> entries(
      Collection<Integer> workers, Duration patience) {
    return ask(
        workers,
        patience,
        worker ->
            Attendance.read(
                worker,
                cluster.size(),
                worker == cluster.index() ? ownTarget(cluster) : target(worker),
                patience));
  }

  /** Asks workers at the same time; answers are empty if there was none. */
  private <T> Map<Integer, Optional<T>> ask(
      Collection<Integer> workers, Duration patience, IntFunction<T> question) {
    Map<Integer, Future<T>> asked = new LinkedHashMap<>();
    for (int worker : workers) {
      asked.put(worker, threads.submit(() -> question.apply(worker)));
    }
    long deadline = System.nanoTime() + patience.plus(GRACE).toNanos();
    Map<Integer, Optional<T>> answers = new TreeMap<>();
    asked.forEach(
        (worker, answer) -> {
          try {
            long left = Math.max(0, deadline - System.nanoTime());
            answers.put(
                worker,
                Optional.ofNullable(
                    Uninterruptibles.getUninterruptibly(answer, left, TimeUnit.NANOSECONDS)));
          } catch (TimeoutException | ExecutionException e) {
            logger.debug("{} does not answer", cluster.describe(worker), e);
            answers.put(worker, Optional.empty());
          }
        });
    return answers;
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

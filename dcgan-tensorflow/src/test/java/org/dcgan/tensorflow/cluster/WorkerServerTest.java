package org.dcgan.tensorflow.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.net.HostAndPort;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.dcgan.Cluster;
import org.dcgan.ClusterException;
import org.dcgan.EngineException;
import org.dcgan.ResourceLimitException;
import org.dcgan.tensorflow.Models;
import org.dcgan.tensorflow.runtime.Failures;
import org.dcgan.tensorflow.runtime.Hardware;
import org.dcgan.testing.ChildJvm;
import org.dcgan.testing.TestTags;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What a worker does about others that are alive but not where they should be. The servers are
 * those of the engine, several in this process; threads are the workers.
 */
class WorkerServerTest {
  private static final Hardware HARDWARE = Hardware.choose(Models.RUNTIME);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(300);

  private static List<HostAndPort> addresses(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<HostAndPort> addresses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sockets.add(new ServerSocket(0));
      addresses.add(HostAndPort.fromParts("localhost", sockets.get(i).getLocalPort()));
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return addresses;
  }

  private static List<Cluster> clusters(int count) throws IOException {
    List<HostAndPort> addresses = addresses(count);
    List<Cluster> clusters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clusters.add(Cluster.of(addresses, i).withTimeout(LONG));
    }
    return clusters;
  }

  private static List<WorkerServer> listening(List<Cluster> clusters) {
    return clusters.stream().map(cluster -> WorkerServer.listen(cluster, HARDWARE)).toList();
  }

  /** Servers of workers that have joined each other. */
  private static List<WorkerServer> joined(List<Cluster> clusters) {
    List<WorkerServer> servers = listening(clusters);
    List<CompletableFuture<ClusterLink>> links = new ArrayList<>();
    for (WorkerServer server : servers) {
      links.add(
          CompletableFuture.supplyAsync(
              () -> ClusterLink.join(server, server.cluster(), HARDWARE, () -> false)));
    }
    links.forEach(CompletableFuture::join);
    return servers;
  }

  private static Meeting meeting(Meeting.Place place, Duration limit, AtomicBoolean stopped) {
    return new Meeting(place, limit, LONG, stopped::get, SHORT);
  }

  private static CompletableFuture<List<byte[]>> gathering(
      WorkerServer server, Meeting.Place place, String message) {
    return CompletableFuture.supplyAsync(
        () -> server.gather(meeting(place, LONG, new AtomicBoolean()), message.getBytes(UTF_8)));
  }

  @Test
  void givenThreeWorkersOfWhichOneIsStuck_whenTheOthersWait_thenTheyEndAfterTheLimitAndNameIt()
      throws Exception {
    List<Cluster> clusters = clusters(3);
    List<WorkerServer> servers = joined(clusters);
    CompletableFuture<List<byte[]>> other =
        gathering(servers.get(2), Meeting.Place.WEIGHTS, "waits as well");
    TimeUnit.MILLISECONDS.sleep(100);

    long began = System.nanoTime();
    assertThatThrownBy(
            () ->
                servers
                    .get(0)
                    .gather(
                        meeting(Meeting.Place.WEIGHTS, Duration.ofSeconds(1), new AtomicBoolean()),
                        new byte[0]))
        .isInstanceOf(ClusterException.class)
        .hasMessageContainingAll(
            "waited 1 s for " + clusters.get(0).describe(1).replace(")", ", its process answers"),
            "has not reached this point",
            "the comparison of the weights",
            "jstack",
            "resume from the last checkpoint")
        .hasMessageNotContaining("worker 2");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMinutes(1));
    assertThat(other).isNotDone();
    // The process cannot be used for another attempt.
    assertThatThrownBy(() -> servers.get(0).awaitOthers(SHORT, () -> false))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("has lost its cluster");
  }

  @Test
  @Tag(TestTags.LONG)
  void givenAWorkerThatWaits_whenTheProcessOfTheOtherIsKilled_thenItEndsSoonAndNamesIt()
      throws Exception {
    List<HostAndPort> addresses = addresses(2);
    Cluster cluster = Cluster.of(addresses, 0).withTimeout(LONG);
    Path log = Files.createTempFile("joined", ".log");
    Process other =
        ChildJvm.of(JoinedWorker.class, addresses.get(0).toString(), addresses.get(1).toString())
            .start(log);
    try {
      WorkerServer server = WorkerServer.listen(cluster, HARDWARE);
      ClusterLink.join(server, cluster, HARDWARE, () -> false);
      CompletableFuture<List<byte[]>> waiting = gathering(server, Meeting.Place.CHIEF, "waits");
      TimeUnit.SECONDS.sleep(1);
      assertThat(waiting).isNotDone();

      other.destroyForcibly();
      assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(ClusterException.class)
          .hasMessageContainingAll("lost worker 1", "its process has ended");
    } finally {
      other.destroyForcibly();
      Files.delete(log);
    }
  }

  @Test
  void givenAProcessOfAnotherAttempt_whenAsked_thenTheOneThatJoinedHasEnded() throws Exception {
    List<WorkerServer> servers = joined(clusters(2));
    WorkerProbe probe = servers.get(0).probe();
    assertThat(probe.ended(List.of(1))).isEmpty();

    probe.expect(List.of(servers.get(0).incarnation(), servers.get(1).incarnation() + 1));

    assertThat(probe.ended(List.of(1)))
        .containsExactly(Map.entry(1, "its process has ended, and another one was started"));
  }

  @Test
  void givenAWorkerThatWaits_whenItIsAskedToEnd_thenItWaitsForItsPatienceOnly() throws Exception {
    List<WorkerServer> servers = joined(clusters(2));
    AtomicBoolean stopped = new AtomicBoolean();
    CompletableFuture<List<byte[]>> waiting =
        CompletableFuture.supplyAsync(
            () -> servers.get(0).gather(meeting(Meeting.Place.CHIEF, LONG, stopped), new byte[0]));
    TimeUnit.MILLISECONDS.sleep(200);
    assertThat(waiting).isNotDone();

    stopped.set(true);
    assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(WaitStoppedException.class)
        .hasMessageContaining("worker 1");
  }

  @Test
  void givenAStopRequest_whenTheOthersArriveSoon_thenTheMessagesAreExchanged() throws Exception {
    List<WorkerServer> servers = joined(clusters(2));
    CompletableFuture<List<byte[]>> waiting =
        CompletableFuture.supplyAsync(
            () ->
                servers
                    .get(0)
                    .gather(
                        new Meeting(Meeting.Place.CHIEF, LONG, LONG, () -> true, LONG),
                        "a".getBytes(UTF_8)));

    assertThat(gathering(servers.get(1), Meeting.Place.CHIEF, "bc").join().get(0))
        .isEqualTo("a".getBytes(UTF_8));
    assertThat(waiting.join().get(1)).isEqualTo("bc".getBytes(UTF_8));
  }

  @Test
  void givenWorkersAtDifferentPlaces_whenTheyExchange_thenBothSayWhereTheyAre() throws Exception {
    List<WorkerServer> servers = joined(clusters(2));
    CompletableFuture<List<byte[]>> other =
        gathering(servers.get(1), Meeting.Place.SETTINGS, "settings");

    assertThatThrownBy(() -> gathering(servers.get(0), Meeting.Place.WEIGHTS, "hash").join())
        .hasCauseInstanceOf(ClusterException.class)
        .hasMessageContainingAll("worker 1", "settings and images", "weights", "start them again");
    assertThatThrownBy(other::join).hasCauseInstanceOf(ClusterException.class);
  }

  @Test
  void givenAProcessThatHasJoinedAnEarlierOne_whenARestartedWorkerStarts_thenItWaitsForItsEnd()
      throws Exception {
    List<Cluster> clusters = clusters(2);
    List<WorkerServer> servers = listening(clusters);
    long earlier = servers.get(0).incarnation() + 1;
    servers.get(1).joined(List.of(earlier, servers.get(1).incarnation()));

    assertThatThrownBy(() -> servers.get(0).awaitOthers(SHORT, () -> false))
        .isInstanceOf(ClusterException.class)
        .hasMessageContainingAll(
            "s for worker 1", "process of an earlier attempt", "end those of earlier");

    // The same server continues once the other worker has been restarted.
    servers.get(1).joined(List.of(0L, 0L));
    assertThat(servers.get(0).awaitOthers(LONG, () -> false)).isTrue();
  }

  @Test
  void givenAMissingWorker_whenAskedToEnd_thenTheWaitEndsAtOnceAndCanBeRepeated() throws Exception {
    WorkerServer server = WorkerServer.listen(clusters(2).get(0), HARDWARE);

    assertThatThrownBy(() -> server.awaitOthers(LONG, () -> true))
        .isInstanceOf(WaitStoppedException.class)
        .hasMessageContainingAll("worker 1", "no answer");
    assertThatThrownBy(() -> server.awaitOthers(SHORT, () -> false))
        .isInstanceOf(ClusterException.class)
        .hasMessageMatching("waited .* s for worker 1 .*no answer.*");
  }

  /** Runs a step that fails in this worker. */
  private static Throwable failure(Function<Ops, Op> failing) throws IOException {
    Cluster cluster = clusters(1).get(0);
    WorkerServer server = WorkerServer.listen(cluster, HARDWARE);
    try (ClusterLink link = ClusterLink.join(server, cluster, HARDWARE, () -> false);
        Graph graph = new Graph()) {
      Op op = failing.apply(link.ops(graph));
      try (ClusterSession session = link.open(graph)) {
        return catchThrowable(
            () -> Failures.translated(() -> session.newCollectiveRun().addTarget(op).run()));
      }
    }
  }

  private static Operand<TFloat32> input(Ops tf) {
    return tf.placeholderWithDefault(tf.constant(1f), Shape.unknown());
  }

  @Test
  void givenAnOperationThatFails_whenAStepIsMade_thenTheErrorIsNotAboutOtherWorkers()
      throws Exception {
    assertThat(failure(tf -> tf.reshape(input(tf), tf.constant(new int[] {7}))))
        .isInstanceOf(EngineException.class)
        .hasMessageContainingAll("TensorFlow failed", "shape")
        .hasMessageNotContaining("/job:worker/replica:0/task:0:");
  }

  /** TensorFlow tries for 10 s. */
  @Test
  @Tag(TestTags.LONG)
  void givenTooLittleMemoryForAStep_whenItFails_thenTheErrorIsAboutMemory() throws Exception {
    assertThat(failure(tf -> tf.fill(tf.constant(new long[] {1L << 50}), input(tf))))
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContaining("OOM when allocating");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "From /job:worker/replica:0/task:1:\\nOOM when allocating tensor | true",
        "OOM when allocating tensor | true",
        "Collective ops is aborted by: OOM when allocating tensor | false",
        "From /job:worker/replica:0/task:1:\\nCollective ops is aborted by: OOM | false"
      })
  void givenMessagesAboutMemory_whenClassified_thenThoseOfOtherWorkersAreNotOfThisOne(
      String message, boolean expected) {
    TFResourceExhaustedException cause =
        new TFResourceExhaustedException(message.replace("\\n", "\n"));

    assertThat(WorkerLoss.isOfThisWorker(cause, Failures.summary(cause))).isEqualTo(expected);
  }
}

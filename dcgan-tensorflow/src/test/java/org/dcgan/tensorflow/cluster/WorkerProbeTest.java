package org.dcgan.tensorflow.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.HostAndPort;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.dcgan.Cluster;
import org.dcgan.testing.TestTags;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tensorflow.Server;
import org.tensorflow.proto.ClusterDef;
import org.tensorflow.proto.JobDef;
import org.tensorflow.proto.ServerDef;

class WorkerProbeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** The server of a worker. TensorFlow cannot stop it. */
  private static Server start(int worker, int port) {
    return new Server(
        ServerDef.newBuilder()
            .setCluster(
                ClusterDef.newBuilder()
                    .addJob(
                        JobDef.newBuilder()
                            .setName("worker")
                            .putTasks(worker, "localhost:" + port)))
            .setJobName("worker")
            .setTaskIndex(worker)
            .setProtocol("grpc")
            .build());
  }

  @Test
  void givenAPortThatNobodyListensAt_whenAsked_thenOnlyThatWorkerHasEnded() throws IOException {
    try (ServerSocket silent = new ServerSocket(0)) {
      Cluster cluster =
          Cluster.of(
              List.of(
                  HostAndPort.fromParts("no-such-host.invalid", 2222),
                  HostAndPort.fromParts("localhost", silent.getLocalPort()),
                  HostAndPort.fromParts("localhost", freePort())),
              0);

      assertThat(new WorkerProbe(cluster).ended(List.of(0, 1, 2)))
          .containsExactly(Map.entry(2, "its process has ended"));
    }
  }

  @Test
  @Tag(TestTags.LONG)
  void givenWorkersThatDoNotAnswer_whenAsked_thenEachHasItsReason() throws IOException {
    int port = freePort();
    start(1, port).start();
    Cluster cluster =
        Cluster.of(
            List.of(
                HostAndPort.fromParts("no-such-host.invalid", 2222),
                HostAndPort.fromParts("localhost", port),
                HostAndPort.fromParts("localhost", freePort()),
                HostAndPort.fromParts("127.0.0.1", port)),
            1);
    WorkerProbe probe = new WorkerProbe(cluster);

    Map<Integer, String> reasons = probe.unanswered(List.of(0, 1, 2, 3), PATIENCE);

    assertThat(reasons)
        .containsExactly(
            Map.entry(0, "unknown host"),
            Map.entry(2, "no answer"),
            Map.entry(3, "another worker answers at its address"));
    assertThat(probe.describe(reasons))
        .startsWith("worker 0 (no-such-host.invalid:2222, unknown host), worker 2 (localhost:");
  }
}

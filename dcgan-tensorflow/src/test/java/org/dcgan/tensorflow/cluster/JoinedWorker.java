package org.dcgan.tensorflow.cluster;

import com.google.common.net.HostAndPort;
import java.time.Duration;
import java.util.Arrays;
import org.dcgan.Cluster;
import org.dcgan.tensorflow.Models;
import org.dcgan.tensorflow.runtime.Hardware;

/** A process that joins a cluster as its last worker and then does nothing. */
final class JoinedWorker {
  private JoinedWorker() {}

  /**
   * Runs until it is killed.
   *
   * @param arguments the addresses of all workers
   * @throws InterruptedException never
   */
  public static void main(String... arguments) throws InterruptedException {
    Cluster cluster =
        Cluster.of(
                Arrays.stream(arguments).map(HostAndPort::fromString).toList(),
                arguments.length - 1)
            .withTimeout(Duration.ofSeconds(60));
    Hardware hardware = Hardware.choose(Models.RUNTIME);
    WorkerServer server = WorkerServer.listen(cluster, hardware);
    ClusterLink.join(server, cluster, hardware, () -> false);
    Thread.sleep(Duration.ofMinutes(5).toMillis());
  }
}

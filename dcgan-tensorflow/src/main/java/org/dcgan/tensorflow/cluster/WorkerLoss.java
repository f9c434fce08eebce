package org.dcgan.tensorflow.cluster;

import static org.dcgan.internal.PrintableText.printable;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.dcgan.Cluster;
import org.dcgan.ClusterException;
import org.jspecify.annotations.Nullable;

/** Explains the failure of a run with collective operations by the workers that are lost. */
final class WorkerLoss {
  /** How long a worker has to answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * How long a process stays after a failure, so that the other workers, which ask at about the
   * same time, do not take it for the lost one.
   */
  private static final Duration STAY = Duration.ofSeconds(6);

  /** Parts of TensorFlow's messages about other workers. */
  private static final Pattern OF_CLUSTER =
      Pattern.compile(
          "collective|/job:worker|abort|timed out|reset by peer|socket closed|connect|unavailable",
          Pattern.CASE_INSENSITIVE);

  private WorkerLoss() {}

  /**
   * Explains a failure. Waits until the other workers have had the time to do the same.
   *
   * @param cluster the workers
   * @param probe asks them
   * @param cause the failure
   * @return a {@link ClusterException}, or the cause if it does not concern other workers
   */
  static RuntimeException diagnosed(Cluster cluster, WorkerProbe probe, Throwable cause) {
    long began = System.nanoTime();
    Map<Integer, String> lost = probe.unanswered(Exchange.others(cluster), PATIENCE);
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    boolean ofCluster = !lost.isEmpty() || OF_CLUSTER.matcher(message).find();
    if (!ofCluster && cause instanceof RuntimeException unrelated) {
      return unrelated;
    }
    Uninterruptibles.sleepUninterruptibly(
        Duration.ofNanos(Math.max(0, began + STAY.toNanos() - System.nanoTime())));
    if (!lost.isEmpty()) {
      return lost(probe.describe(lost), cause);
    }
    return new ClusterException(
        "this worker waited longer than "
            + cluster.timeout().toSeconds()
            + " s for the others, or one of them has failed; the processes of all workers answer, so"
            + " their logs say why. Raise the timeout if they are slow; otherwise end all processes"
            + " and start them again. TensorFlow: "
            + printable(message),
        cause);
  }

  /** The error that names lost workers. */
  static ClusterException lost(String workers, @Nullable Throwable cause) {
    return new ClusterException(
        "lost "
            + workers
            + "; end the processes of all workers and start them again with the same command to"
            + " resume from the last checkpoint",
        cause);
  }
}

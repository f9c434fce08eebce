package org.dcgan.tensorflow.cluster;

import static org.dcgan.internal.PrintableText.printable;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.dcgan.Cluster;
import org.dcgan.ClusterException;
import org.dcgan.tensorflow.runtime.Failures;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/** Explains the failure of a run with collective operations by the workers that are lost. */
final class WorkerLoss {
  /** How long a worker has to answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * How long a process stays after a failure, so that the other workers, which ask at about the
   * same time, do not take it for the lost one.
   */
  private static final Duration STAY = Duration.ofSeconds(6);

  /** The beginning of an error that TensorFlow passes on from another operation or worker. */
  private static final Pattern PASSED_ON =
      Pattern.compile("collective ops is aborted", Pattern.CASE_INSENSITIVE);

  /** Parts of TensorFlow's messages about other workers. */
  private static final Pattern OF_CLUSTER =
      Pattern.compile(
          "collective|incarnation|restarted|aborted|timed out|deadline exceeded|reset by peer"
              + "|socket closed|failed to connect|connection|unavailable",
          Pattern.CASE_INSENSITIVE);

  private static final String START_AGAIN =
      "end the processes of all workers and start them again with the same command to resume from"
          + " the last checkpoint";

  private WorkerLoss() {}

  /**
   * Explains a failure. If it concerns other workers, waits until they have had the time to do the
   * same.
   *
   * @param cluster the workers
   * @param timeout the timeout of the collective operations
   * @param probe asks them
   * @param cause the failure
   * @return a {@link ClusterException}, or the cause if it does not concern other workers
   */
  static RuntimeException diagnosed(
      Cluster cluster, Duration timeout, WorkerProbe probe, RuntimeException cause) {
    String message = Failures.summary(cause);
    if (isOfThisWorker(cause, message)) {
      return cause;
    }
    long began = System.nanoTime();
    Map<Integer, String> lost = probe.unanswered(Exchange.others(cluster), PATIENCE);
    if (lost.isEmpty() && !OF_CLUSTER.matcher(message).find()) {
      return cause;
    }
    String absent = probe.describe(probe.absent(PATIENCE));
    Uninterruptibles.sleepUninterruptibly(
        Duration.ofNanos(Math.max(0, began + STAY.toNanos() - System.nanoTime())));
    return new ClusterException(
        explanation(timeout, probe.describe(lost), absent) + ". TensorFlow: " + printable(message),
        cause);
  }

  /** Whether an operation of this worker has failed, whatever has become of the others. */
  static boolean isOfThisWorker(RuntimeException cause, String message) {
    return cause instanceof TFResourceExhaustedException && !PASSED_ON.matcher(message).find();
  }

  private static String explanation(Duration timeout, String lost, String absent) {
    if (!lost.isEmpty()) {
      return "lost " + lost + (absent.isEmpty() ? "" : ", and " + absent) + "; " + START_AGAIN;
    }
    if (!absent.isEmpty()) {
      return "this worker waited up to "
          + timeout.toSeconds()
          + " s for "
          + absent
          + ": stuck or too slow, for example in its image source, or in a listener of worker 0; "
          + START_AGAIN
          + ", or raise the timeout if it is only slow";
    }
    return "this worker waited longer than "
        + timeout.toSeconds()
        + " s for the others, or one of them has failed; the processes of all workers answer and"
        + " have begun this step, so their logs say why. Raise the timeout if they are slow;"
        + " otherwise end all processes and start them again";
  }

  /** Lets the other workers find out for themselves what this one has found out. */
  static void awaitOthers() {
    Uninterruptibles.sleepUninterruptibly(STAY);
  }

  /** The error that names workers whose processes do not answer. */
  static ClusterException lost(String workers) {
    return new ClusterException("lost " + workers + "; " + START_AGAIN);
  }

  /** The error that names workers whose processes answer, but which are not where they should. */
  static ClusterException absent(String workers, Meeting meeting) {
    return new ClusterException(
        "waited "
            + meeting.limit().toSeconds()
            + " s for "
            + workers
            + ". This worker is at "
            + meeting.place().text()
            + ". What is awaited is stuck or too slow: see its log and its threads (jstack); "
            + START_AGAIN
            + ", or raise the timeout if it is only slow");
  }
}

package org.dcgan.tensorflow.cluster;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.dcgan.Cluster;

/**
 * How long a worker that was asked to end continues to wait for something. While the others are
 * only slow, for example because worker 0 writes a checkpoint, all workers should end together
 * after the same step. Whoever asked does not wait for longer than a minute ({@code Dcgan.close},
 * {@code StopOnExit}). A new object is used for each wait.
 */
public final class StopGrace {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final BooleanSupplier stopped;
  private final Duration patience;
  private long since;
  private boolean asked;

  /**
   * Prepares a wait.
   *
   * @param stopped whether the training has been asked to end
   * @param patience how long the wait continues after that
   */
  public StopGrace(BooleanSupplier stopped, Duration patience) {
    this.stopped = stopped;
    this.patience = patience;
  }

  /**
   * How long the workers of a cluster continue to wait.
   *
   * @param cluster the workers
   * @return 30 s, or the timeout of the cluster if that is shorter
   */
  public static Duration of(Cluster cluster) {
    return cluster.timeout().compareTo(LONGEST) < 0 ? cluster.timeout() : LONGEST;
  }

  /**
   * Whether the wait should end. To be called repeatedly while waiting.
   *
   * @param interrupted whether the waiting thread was interrupted, which is a request to end as
   *     well
   * @return true if the request was seen longer ago than the patience
   */
  public boolean isOver(boolean interrupted) {
    long now = System.nanoTime();
    if (!asked && (interrupted || stopped.getAsBoolean())) {
      asked = true;
      since = now;
    }
    return asked && now - since >= patience.toNanos();
  }
}

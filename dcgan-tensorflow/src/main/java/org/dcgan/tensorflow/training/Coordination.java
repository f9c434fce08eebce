package org.dcgan.tensorflow.training;

import java.time.Duration;
import org.dcgan.tensorflow.network.BatchShare;

/**
 * What a training's loop agrees on with the loops of the other workers of a cluster. All workers
 * call the same methods in the same order.
 */
public interface Coordination {
  /** A training on one machine. */
  Coordination ALONE = new Alone();

  /**
   * The part of each batch that this worker reads.
   *
   * @param batchSize images of a batch
   * @return its share
   */
  BatchShare share(int batchSize);

  /**
   * Whether there are no other workers. The other methods are then not called.
   *
   * @return true on one machine
   */
  boolean isAlone();

  /**
   * Whether this worker writes checkpoints and notifies listeners.
   *
   * @return true for one worker
   */
  boolean isChief();

  /**
   * Sends a message from the chief to all workers, and waits for it.
   *
   * @param message the message; ignored in other workers than the chief
   * @return the chief's message
   * @throws org.dcgan.ClusterException if a worker is lost, or the chief takes too long
   * @throws org.dcgan.tensorflow.cluster.WaitStoppedException if this worker was asked to end while
   *     it waited
   */
  byte[] fromChief(byte[] message);

  /**
   * How long a worker that was asked to end continues to wait for something, so that all workers
   * can end after the same step.
   *
   * @return the patience
   */
  Duration stopPatience();

  /** Records that this worker ends alone. The other methods are then no longer called. */
  void leave();

  /**
   * Requires that all workers have the same variables.
   *
   * @throws org.dcgan.ClusterException if they differ, or a worker is lost
   */
  void requireSameVariables();

  /**
   * Gives all workers the chief's variables and counters.
   *
   * @throws org.dcgan.ClusterException if a worker is lost
   */
  void shareModel();

  /** A training on one machine. */
  final class Alone implements Coordination {
    private Alone() {}

    @Override
    public BatchShare share(int batchSize) {
      return BatchShare.whole(batchSize);
    }

    @Override
    public boolean isAlone() {
      return true;
    }

    @Override
    public boolean isChief() {
      return true;
    }

    @Override
    public byte[] fromChief(byte[] message) {
      return message;
    }

    @Override
    public Duration stopPatience() {
      return Duration.ZERO;
    }

    @Override
    public void leave() {}

    @Override
    public void requireSameVariables() {}

    @Override
    public void shareModel() {}
  }
}

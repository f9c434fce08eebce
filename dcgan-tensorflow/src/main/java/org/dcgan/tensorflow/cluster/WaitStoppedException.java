package org.dcgan.tensorflow.cluster;

/**
 * A worker was asked to end while it waited for others, and has stopped waiting. It has left the
 * cluster, but its own variables are those of its last complete step.
 */
public final class WaitStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param awaited what the worker waited for
   */
  public WaitStoppedException(String awaited) {
    super("this worker was asked to end, and no longer waits for " + awaited);
  }
}

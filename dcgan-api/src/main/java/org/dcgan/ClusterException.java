package org.dcgan;

import static java.util.Objects.requireNonNull;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A training on several machines cannot start or continue: workers are missing, were lost, differ
 * in their configuration, or no longer have the same weights. The message names the workers. It is
 * unchecked, like {@link EngineException}, since any step may lose a worker.
 *
 * <p>Checkpoints that were written before stay valid. To continue, end the processes of all workers
 * and start them again with the same command: TensorFlow cannot repair a cluster within a process.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message the workers, what is wrong with them, and the remedy
   */
  public ClusterException(String message) {
    super(requireNonNull(message, "message"));
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message the workers, what is wrong with them, and the remedy
   * @param cause the engine's exception
   */
  public ClusterException(String message, @Nullable Throwable cause) {
    super(requireNonNull(message, "message"), cause);
  }
}

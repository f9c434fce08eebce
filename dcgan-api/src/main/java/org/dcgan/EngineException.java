package org.dcgan;

import static java.util.Objects.requireNonNull;

import org.apiguardian.api.API;

/**
 * The engine failed for a reason other than the caller's arguments: a defect of the engine, of this
 * library or of the machine. The cause is the engine's exception. A lack of memory is reported as
 * {@link ResourceLimitException} instead.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message the operation that failed
   * @param cause the engine's exception
   */
  public EngineException(String message, Throwable cause) {
    super(requireNonNull(message, "message"), requireNonNull(cause, "cause"));
  }
}

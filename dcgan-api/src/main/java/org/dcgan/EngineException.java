package org.dcgan;

import static java.util.Objects.requireNonNull;

/**
 * The engine underneath failed for a reason that is not the caller's: a fault of the engine, of
 * this library or of the machine. The cause is the engine's own exception.
 */
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what failed
   * @param cause what the engine reported
   */
  public EngineException(String message, Throwable cause) {
    super(requireNonNull(message, "message"), requireNonNull(cause, "cause"));
  }
}

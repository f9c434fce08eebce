package org.dcgan;

import static java.util.Objects.requireNonNull;

/**
 * A request needs more memory than there is: of the machine, of its container, of JavaCPP's limit,
 * or of an accelerator. It is thrown before the request begins where the need can be predicted. The
 * message has the numbers and says what to change. The model stays usable, and can be closed.
 */
public final class ResourceLimitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what is needed, what there is, and the remedy
   */
  public ResourceLimitException(String message) {
    super(requireNonNull(message, "message"));
  }

  /**
   * Creates an exception with its cause.
   *
   * @param message what is needed, what there is, and the remedy
   * @param cause what the engine reported
   */
  public ResourceLimitException(String message, Throwable cause) {
    super(requireNonNull(message, "message"), requireNonNull(cause, "cause"));
  }
}

package org.dcgan.examples.explore;

/** A request that is refused; the response has the status and the message. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * Creates an exception.
   *
   * @param status the HTTP status, 400 to 599
   * @param message what is wrong, the expected and the actual value, and the remedy
   */
  RefusedException(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}

package org.dcgan.training;

import static java.util.Objects.requireNonNull;

import org.apiguardian.api.API;

/**
 * A run cannot be resumed, because its configuration or dataset differs from the requested one. The
 * checkpoints of the run are unchanged.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class ResumeException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message the run, each difference with both values, and the remedy
   */
  public ResumeException(String message) {
    super(requireNonNull(message, "message"));
  }
}

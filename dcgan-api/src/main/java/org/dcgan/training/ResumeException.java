package org.dcgan.training;

import static java.util.Objects.requireNonNull;

/** A run cannot be resumed with what was asked for; its checkpoints are as they were. */
public final class ResumeException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what differs.
   *
   * @param message the run, each difference with both values, what to do
   */
  public ResumeException(String message) {
    super(requireNonNull(message, "message"));
  }
}

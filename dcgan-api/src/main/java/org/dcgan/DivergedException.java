package org.dcgan;

import static java.util.Objects.requireNonNull;

/** Training ran into NaN or infinity; the weights are worthless and were not saved. */
public final class DivergedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Says when and with which losses.
   *
   * @param message the step, the losses, what to do
   */
  public DivergedException(String message) {
    super(requireNonNull(message, "message"));
  }
}

package org.dcgan;

import static java.util.Objects.requireNonNull;

/**
 * Training diverged: a loss, a gradient or a weight became NaN or infinite. The model's weights are
 * unusable and have not been saved; earlier checkpoints are unchanged.
 */
public final class DivergedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message the step, the losses and the remedy
   */
  public DivergedException(String message) {
    super(requireNonNull(message, "message"));
  }
}

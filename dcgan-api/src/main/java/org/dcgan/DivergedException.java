package org.dcgan;

import static java.util.Objects.requireNonNull;

import org.apiguardian.api.API;

/**
 * Training diverged: a loss, a gradient or a weight became NaN or infinite. The model's weights are
 * unusable and have not been saved; earlier checkpoints are unchanged.
 */
@API(status = API.Status.STABLE, since = "0.1")
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

package org.dcgan.eval.metrics;

import static java.util.Objects.requireNonNull;

import org.apiguardian.api.API;

/**
 * Images or features that have no metrics, because some of their values are NaN or infinite, as
 * those of a model whose training diverged.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class NotFiniteException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what is not finite, and the remedy
   */
  public NotFiniteException(String message) {
    super(requireNonNull(message, "message"));
  }
}

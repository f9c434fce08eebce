package org.dcgan;

import static java.util.Objects.requireNonNull;

import org.apiguardian.api.API;

/**
 * A call to the engine (opening, training or sampling a model) needs more memory than is available:
 * Java heap, native memory of the machine or its container, JavaCPP's limit, or accelerator memory.
 * It is unchecked, like {@link OutOfMemoryError}, since any call to a model can exceed memory. If
 * the requirement can be predicted, the exception is thrown before the computation starts. The
 * message gives both amounts and the remedy. The model remains usable and can be closed.
 *
 * <p>Reading images reports a lack of heap as the checked {@link
 * org.dcgan.image.InsufficientMemoryException} instead.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class ResourceLimitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message the required memory, the available memory and the remedy
   */
  public ResourceLimitException(String message) {
    super(requireNonNull(message, "message"));
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message the required memory, the available memory and the remedy
   * @param cause the engine's exception
   */
  public ResourceLimitException(String message, Throwable cause) {
    super(requireNonNull(message, "message"), requireNonNull(cause, "cause"));
  }
}

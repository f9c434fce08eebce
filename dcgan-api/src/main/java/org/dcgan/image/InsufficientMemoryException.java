package org.dcgan.image;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.apiguardian.api.API;

/**
 * The Java heap is too small to decode an image, even if no other image is decoded at the same
 * time. The image itself may be intact; therefore this is not an {@link UnreadableImageException},
 * and training does not skip the image but ends with this exception. The same call succeeds with a
 * larger heap ({@code -Xmx}).
 *
 * <p>It is a checked {@link IOException}, since it occurs only while images are read, as one more
 * reason why a source cannot be read. A lack of memory in the engine (opening, training or sampling
 * a model) is reported as the unchecked {@link org.dcgan.ResourceLimitException}.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class InsufficientMemoryException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message the image, the memory required to decode it, the size of the heap, and the
   *     remedy
   */
  public InsufficientMemoryException(String message) {
    super(requireNonNull(message, "message"));
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message the image, the memory required to decode it, the size of the heap, and the
   *     remedy
   * @param cause the error of the virtual machine
   */
  public InsufficientMemoryException(String message, Throwable cause) {
    super(requireNonNull(message, "message"), requireNonNull(cause, "cause"));
  }
}

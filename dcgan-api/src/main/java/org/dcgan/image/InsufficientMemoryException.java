package org.dcgan.image;

import static java.util.Objects.requireNonNull;

import java.io.IOException;

/**
 * The Java heap is too small to decode an image, even while no other image is being decoded. This
 * says nothing about the image, which may well be whole; it is therefore not an {@link
 * UnreadableImageException}, is never skipped, and ends whatever reads the source. The same call
 * succeeds with a larger heap ({@code -Xmx}).
 */
public final class InsufficientMemoryException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message the image, the memory that it needs, the size of the heap, and the remedy
   */
  public InsufficientMemoryException(String message) {
    super(requireNonNull(message, "message"));
  }

  /**
   * Creates an exception with its cause.
   *
   * @param message the image, the memory that it needs, the size of the heap, and the remedy
   * @param cause the error of the virtual machine
   */
  public InsufficientMemoryException(String message, Throwable cause) {
    super(requireNonNull(message, "message"), requireNonNull(cause, "cause"));
  }
}

package org.dcgan.image;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.oneLine;

import java.io.IOException;

/**
 * One image of a source cannot be read; the others may well be. Training skips such an image,
 * counts it, and names it in the log.
 */
public final class UnreadableImageException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Names the image and the reason.
   *
   * @param message which image, and what is wrong with it; characters that are not visible are
   *     escaped
   */
  public UnreadableImageException(String message) {
    super(oneLine(requireNonNull(message, "message")));
  }

  /**
   * Names the image and the reason, with its cause.
   *
   * @param message which image, and what is wrong with it; characters that are not visible are
   *     escaped
   * @param cause what the decoder said
   */
  public UnreadableImageException(String message, Throwable cause) {
    super(oneLine(requireNonNull(message, "message")), requireNonNull(cause, "cause"));
  }
}

package org.dcgan.image;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.oneLine;

import java.io.IOException;
import org.apiguardian.api.API;

/**
 * One image of a source cannot be read, while the others may be readable. Training skips such an
 * image, counts it, and logs its name.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class UnreadableImageException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message the image and the reason; invisible characters are escaped
   */
  public UnreadableImageException(String message) {
    super(oneLine(requireNonNull(message, "message")));
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message the image and the reason; invisible characters are escaped
   * @param cause the exception of the decoder
   */
  public UnreadableImageException(String message, Throwable cause) {
    super(oneLine(requireNonNull(message, "message")), requireNonNull(cause, "cause"));
  }
}

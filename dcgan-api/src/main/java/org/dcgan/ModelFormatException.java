package org.dcgan;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.oneLine;

import java.io.IOException;
import org.apiguardian.api.API;

/**
 * A folder or file is not a saved model, is damaged, or has a format version that this version of
 * the library does not support.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class ModelFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message the file, the expected and the actual content, and the remedy; invisible
   *     characters are escaped
   */
  public ModelFormatException(String message) {
    super(oneLine(requireNonNull(message, "message")));
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message the file, the expected and the actual content, and the remedy; invisible
   *     characters are escaped
   * @param cause the underlying failure
   */
  public ModelFormatException(String message, Throwable cause) {
    super(oneLine(requireNonNull(message, "message")), requireNonNull(cause, "cause"));
  }
}

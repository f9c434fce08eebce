package org.dcgan.image;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.apiguardian.api.API;

/**
 * The decoder for an image format is missing, because a dependency was excluded or a part of the
 * JDK is absent. No image of the format can be read. Reading a source ends with this exception
 * instead of counting every image as damaged.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class MissingDecoderException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message the missing decoder and the dependency to add
   */
  public MissingDecoderException(String message) {
    super(requireNonNull(message, "message"));
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message the missing decoder and the dependency to add
   * @param cause the failure that the missing decoder caused
   */
  public MissingDecoderException(String message, Throwable cause) {
    super(requireNonNull(message, "message"), requireNonNull(cause, "cause"));
  }
}

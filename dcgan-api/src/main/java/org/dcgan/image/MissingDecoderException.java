package org.dcgan.image;

import java.io.IOException;

/**
 * The application lacks a decoder for a whole format, because a dependency was excluded or a part
 * of the JDK is missing. No image of that format can be read; reading a source ends with this
 * exception, rather than counting every image as damaged.
 */
public final class MissingDecoderException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Names the format and the remedy.
   *
   * @param message which decoder is missing, and what to add
   */
  public MissingDecoderException(String message) {
    super(message);
  }

  /**
   * Names the format and the remedy, with the cause.
   *
   * @param message which decoder is missing, and what to add
   * @param cause how its absence was noticed
   */
  public MissingDecoderException(String message, Throwable cause) {
    super(message, cause);
  }
}

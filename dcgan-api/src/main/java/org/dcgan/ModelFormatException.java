package org.dcgan;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.oneLine;

import java.io.IOException;

/** A model on disk is not one, is damaged, or is of a format that this version does not know. */
public final class ModelFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong.
   *
   * @param message the file, what was expected, what is there, what to do; characters that are not
   *     visible are escaped
   */
  public ModelFormatException(String message) {
    super(oneLine(requireNonNull(message, "message")));
  }

  /**
   * Says what is wrong, with its cause.
   *
   * @param message the file, what was expected, what is there, what to do
   * @param cause what went wrong below
   */
  public ModelFormatException(String message, Throwable cause) {
    super(oneLine(requireNonNull(message, "message")), requireNonNull(cause, "cause"));
  }
}

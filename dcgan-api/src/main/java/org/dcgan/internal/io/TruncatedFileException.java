package org.dcgan.internal.io;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.file.Path;

/** A file was truncated while it was open. */
public final class TruncatedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param file the file
   * @param expected the size of the file in bytes when it was opened
   * @param actual the current size of the file in bytes
   */
  public TruncatedFileException(Path file, long expected, long actual) {
    super(
        printable(requireNonNull(file, "file"))
            + ": expected "
            + expected
            + " bytes, the size when it was opened, found "
            + actual
            + "; the file was truncated while it was open; restore it and open it again");
  }
}

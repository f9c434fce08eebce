package org.dcgan.internal.io;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;

/** An open file has become shorter than it was when it was opened. */
public final class TruncatedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param file the file
   * @param expected its size in bytes when it was opened
   * @param actual its size in bytes now
   */
  public TruncatedFileException(Path file, long expected, long actual) {
    super(
        requireNonNull(file, "file")
            + ": expected "
            + expected
            + " bytes, as when it was opened, found "
            + actual
            + "; it was truncated while it was open, restore it and open it again");
  }
}

package org.dcgan.datasets.internal;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Errors of temporary files that datasets are unpacked into. */
public final class TemporaryFiles {
  private TemporaryFiles() {}

  /**
   * The error for a temporary file that cannot be written, which says nothing about the archive
   * that is unpacked into it.
   *
   * @param file the temporary file
   * @param bytes the number of bytes that had been written
   * @param cause the failure of the write
   * @return names the file, the reason and the remedy
   */
  public static FileSystemException writeFailed(Path file, long bytes, IOException cause) {
    FileSystemException e =
        new FileSystemException(
            printable(file),
            null,
            "the temporary file cannot be written after "
                + bytes
                + " bytes ("
                + printable(String.valueOf(cause.getMessage()))
                + "); free space on its disk, or choose another folder with -Djava.io.tmpdir");
    e.initCause(cause);
    return e;
  }
}

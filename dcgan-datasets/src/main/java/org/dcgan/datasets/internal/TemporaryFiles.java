package org.dcgan.datasets.internal;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Errors of temporary files that datasets are unpacked into. */
public final class TemporaryFiles {
  private TemporaryFiles() {}

  /**
   * Creates a temporary file in the folder of the system property {@code java.io.tmpdir}, which is
   * deleted at the latest when the JVM ends.
   *
   * @param suffix the end of its name
   * @return the empty file
   * @throws FileSystemException if it cannot be created; names the folder and the remedy
   */
  public static Path create(String suffix) throws FileSystemException {
    String folder = System.getProperty("java.io.tmpdir", "");
    try {
      Path file = Files.createTempFile(Path.of(folder), "dcgan-", suffix);
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException | InvalidPathException e) {
      throw failed(
          folder.isEmpty() ? "." : folder, "no temporary file can be created in this folder", e);
    }
  }

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
    return failed(
        file.toString(), "the temporary file cannot be written after " + bytes + " bytes", cause);
  }

  private static FileSystemException failed(String place, String what, Exception cause) {
    FileSystemException e =
        new FileSystemException(
            printable(place),
            null,
            what
                + " ("
                + printable(cause)
                + "); make it writable, free space on its disk, or choose another folder with"
                + " -Djava.io.tmpdir");
    e.initCause(cause);
    return e;
  }
}

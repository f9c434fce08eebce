package org.dcgan.datasets.internal;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.dcgan.internal.io.UnlinkedFile;

/** Errors of temporary files that datasets are unpacked into. */
public final class TemporaryFiles {
  private TemporaryFiles() {}

  /**
   * Creates a temporary file in the folder of the system property {@code java.io.tmpdir}. It is
   * deleted when it is closed, and also if the process is killed.
   *
   * @param suffix the end of its name
   * @return the empty file, to be closed
   * @throws FileSystemException if it cannot be created; names the folder and the remedy
   */
  public static UnlinkedFile create(String suffix) throws FileSystemException {
    String folder = System.getProperty("java.io.tmpdir", "");
    try {
      Path file = Files.createTempFile(Path.of(folder), "dcgan-", suffix);
      try {
        return UnlinkedFile.open(file);
      } catch (IOException e) {
        Files.deleteIfExists(file);
        throw e;
      }
    } catch (IOException | InvalidPathException e) {
      throw failed(
          folder.isEmpty() ? "." : folder, "no temporary file can be created in this folder", e);
    }
  }

  /**
   * Writes bytes. An error says nothing about the archive that is unpacked into the file.
   *
   * @param file the temporary file
   * @param bytes holds the bytes from its beginning on
   * @param length the number of bytes
   * @throws FileSystemException if they cannot be written; names the file, the reason and the
   *     remedy
   */
  public static void write(UnlinkedFile file, byte[] bytes, int length) throws FileSystemException {
    long before = file.written();
    try {
      file.write(bytes, length);
    } catch (IOException e) {
      throw failed(
          file.path().toString(),
          "the temporary file cannot be written after " + before + " bytes",
          e);
    }
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

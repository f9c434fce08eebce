package org.dcgan.datasets.internal;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.internal.io.WriterLock;

/** Locks that prevent concurrent writing of a file. */
public final class FileLocks {

  private FileLocks() {}

  /**
   * Locks the writing of a file, or fails at once. The lock is on a separate file, {@code
   * NAME.lock}, so that the written file can be renamed while the lock is held, and so that testing
   * for the lock does not release it.
   *
   * @param file the file to be written; it need not exist
   * @return the lock; close it when the file is complete
   * @throws IOException if another process or thread holds the lock
   */
  public static WriterLock lock(Path file) throws IOException {
    return WriterLock.tryAcquireBriefly(file.resolveSibling(file.getFileName() + ".lock"))
        .orElseThrow(() -> taken(file));
  }

  /**
   * Returns the exception for a file that another process or thread is writing.
   *
   * @param file the file
   * @return the exception to throw
   */
  public static IOException taken(Path file) {
    return new IOException(
        printable(file)
            + " is being written by another process or thread; wait until it has finished, or choose"
            + " another file");
  }
}

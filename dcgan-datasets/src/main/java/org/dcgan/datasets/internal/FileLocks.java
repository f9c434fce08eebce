package org.dcgan.datasets.internal;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.internal.io.WriterLock;

/** Keeps two writers from one file. */
public final class FileLocks {

  private FileLocks() {}

  /**
   * Locks the writing of a file, or fails at once. The lock is on a file of its own, {@code
   * NAME.lock}, so that the file may be moved to its place while it is held, and so that looking
   * whether it is held does not release it.
   *
   * @param file what is written; it need not be there
   * @return the lock, to be closed when the file is in its place
   * @throws IOException if another process or thread has it
   */
  public static WriterLock lock(Path file) throws IOException {
    return WriterLock.tryAcquireBriefly(file.resolveSibling(file.getFileName() + ".lock"))
        .orElseThrow(() -> taken(file));
  }

  /**
   * What is thrown if somebody else is writing a file.
   *
   * @param file the file
   * @return to be thrown
   */
  public static IOException taken(Path file) {
    return new IOException(
        printable(file)
            + " is being written by someone else; wait for them, or give another place");
  }
}

package org.dcgan.datasets.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;

/** Keeps two writers from one file. */
public final class FileLocks {

  private FileLocks() {}

  /**
   * Locks a file, or fails at once.
   *
   * @param file for errors
   * @param channel open for writing
   * @return the lock, to be closed
   * @throws IOException if another process or thread has it
   */
  public static FileLock lock(Path file, FileChannel channel) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new IOException(
          file + " is being written by someone else; wait for them, or give another place");
    }
    return lock;
  }
}

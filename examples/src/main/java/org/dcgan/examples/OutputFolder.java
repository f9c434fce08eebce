package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dcgan.internal.io.WriterLock;

/** Methods for the output folder of a program. */
public final class OutputFolder {
  private static final String LOCK = "run.lock";

  private OutputFolder() {}

  /**
   * Writes into a folder.
   *
   * @param <T> the result
   */
  @FunctionalInterface
  public interface Task<T> {
    T run() throws IOException;
  }

  /**
   * A program that locks its output folder before its work, which {@link #requireWritable} would do
   * too early: in a cluster, only worker 0 writes there.
   */
  interface LockedFirst {}

  /**
   * Checks that files can be written to a folder, for programs that work for long before they write
   * something. Nothing is created.
   *
   * @param folder the folder, which need not exist
   * @throws FileAlreadyExistsException if it, or a folder that it is to be created in, is a file
   * @throws AccessDeniedException if it may not be written to or created
   */
  static void requireWritable(Path folder)
      throws FileAlreadyExistsException, AccessDeniedException {
    Path nearest = folder.toAbsolutePath().normalize();
    while (!Files.exists(nearest) && nearest.getParent() != null) {
      nearest = nearest.getParent();
    }
    if (!Files.isDirectory(nearest)) {
      throw new FileAlreadyExistsException(nearest.toString());
    }
    if (!Files.isWritable(nearest)) {
      throw new AccessDeniedException(nearest.toString());
    }
  }

  /**
   * Runs a task while a lock keeps other processes from writing into the same folder.
   *
   * @param <T> the result
   * @param folder the folder; it is created if it does not exist
   * @param task trains and saves the model
   * @return the result of the task
   * @throws IOException if another process holds the lock or the folder cannot be written to
   */
  public static <T> T locked(Path folder, Task<T> task) throws IOException {
    boolean made = !Files.isDirectory(folder);
    WriterLock lock =
        WriterLock.tryAcquireBriefly(folder.resolve(LOCK))
            .orElseThrow(
                () ->
                    new FileSystemException(
                        folder.toString(),
                        null,
                        "another process is training here; wait for it, stop it, or name another"
                            + " folder with --out"));
    try {
      return task.run();
    } finally {
      lock.close();
      if (made) {
        deleteIfEmpty(folder);
      }
    }
  }

  /** Deletes a folder that this program created if the training was refused. */
  private static void deleteIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // The usual case: the folder has the results.
    }
  }

  /** Writes a file. */
  @FunctionalInterface
  interface Attempt {
    void run() throws IOException;
  }

  /**
   * Writes a file that is not essential. If that fails, prints a warning.
   *
   * @param file the file that the warning names
   * @param attempt writes the file
   */
  static void attempt(Path file, Attempt attempt) {
    try {
      attempt.run();
    } catch (IOException e) {
      System.err.println("warning: " + file + " could not be written: " + e);
    }
  }
}

package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dcgan.internal.io.WriterLock;

/** The folder that a program writes to. */
public final class OutputFolder {
  private static final String LOCK = "run.lock";

  private OutputFolder() {}

  /** What is done in a folder. */
  @FunctionalInterface
  public interface Task<T> {
    T run() throws IOException;
  }

  /**
   * Keeps a second process from writing to a folder, from before a training until everything that
   * comes of it is saved.
   *
   * @param folder made where it is missing
   * @param task trains and saves
   * @return its result
   * @throws IOException if another process holds it, or the folder cannot be written to
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

  /** Nothing is left of a training that was refused. */
  private static void deleteIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // As a rule: it has the results.
    }
  }

  /** Writes a file. */
  @FunctionalInterface
  interface Attempt {
    void run() throws IOException;
  }

  /**
   * Writes a file that shows or records a result, and goes on with a message where that fails.
   *
   * @param file what for
   * @param attempt writes it
   */
  static void attempt(Path file, Attempt attempt) {
    try {
      attempt.run();
    } catch (IOException e) {
      System.err.println("warning: " + file + " could not be written: " + e);
    }
  }
}

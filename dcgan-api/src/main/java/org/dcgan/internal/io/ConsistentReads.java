package org.dcgan.internal.io;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads several related files while another process may replace them: a failed read is repeated if
 * the files have been changed in the meantime.
 */
public final class ConsistentReads {
  private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();
  private static final long LONGEST_PAUSE_MILLIS = 100;

  private ConsistentReads() {}

  /**
   * Reads all files.
   *
   * @param <T> the type of the result
   */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * Reads the files once.
     *
     * @return the result, which has been checked for consistency
     * @throws IOException if the files cannot be read or are inconsistent
     */
    T read() throws IOException;
  }

  /** Identifies the current version of the files. */
  @FunctionalInterface
  public interface Version {
    /**
     * Determines the current version.
     *
     * @return an object that is equal to the previous one if no file was replaced
     * @throws IOException if the version cannot be determined
     */
    Object current() throws IOException;
  }

  /**
   * Reads files whose manifest is replaced last.
   *
   * @param <T> the type of the result
   * @param manifest the file that every save replaces
   * @param reader reads the manifest and the files, and fails if they are inconsistent
   * @return the result of the reader
   * @throws IOException if the reader fails and the manifest has not changed in the meantime, or if
   *     it fails for more than a minute
   */
  public static <T> T read(Path manifest, Reader<T> reader) throws IOException {
    requireNonNull(manifest, "manifest");

    return read(() -> version(manifest), reader);
  }

  /**
   * Reads files that have a version.
   *
   * @param <T> the type of the result
   * @param version changes with every save
   * @param reader reads the files, and fails if they are inconsistent
   * @return the result of the reader
   * @throws IOException if the reader fails and the version has not changed in the meantime, or if
   *     it fails for more than a minute
   */
  public static <T> T read(Version version, Reader<T> reader) throws IOException {
    requireNonNull(version, "version");
    requireNonNull(reader, "reader");

    long start = System.nanoTime();
    long pause = 1;
    while (true) {
      Object before = version.current();
      try {
        return reader.read();
      } catch (IOException e) {
        if (before.equals(version.current()) || System.nanoTime() - start > PATIENCE_NANOS) {
          throw e;
        }
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted =
            new InterruptedIOException(
                "interrupted while waiting to read files that another process is replacing");
        interrupted.initCause(e);
        throw interrupted;
      }
      pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
    }
  }

  /** The identity of a file. */
  private record FileVersion(@Nullable Object key, FileTime modified, long size) {}

  /**
   * Identifies the file at a path. Two files that {@link AtomicFiles} wrote to the same path differ
   * even if their contents are equal.
   *
   * @param file the path
   * @return an object to be compared with {@code equals}; it is the same for all paths that cannot
   *     be read
   */
  public static Object version(Path file) {
    Objects.requireNonNull(file, "file");
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return new FileVersion(
          attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
    } catch (IOException e) {
      return "";
    }
  }
}

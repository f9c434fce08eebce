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
 * Reading of several files that belong together while another process replaces them: a read that
 * fails is repeated if what was to be read has changed meanwhile.
 */
public final class ConsistentReads {
  private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();
  private static final long LONGEST_PAUSE_MILLIS = 100;

  private ConsistentReads() {}

  /**
   * Reads everything.
   *
   * @param <T> what is read
   */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * Reads once.
     *
     * @return what was read, known to be whole
     * @throws IOException if it cannot be read, or is not whole
     */
    T read() throws IOException;
  }

  /** Tells which version lies there. */
  @FunctionalInterface
  public interface Version {
    /**
     * Looks.
     *
     * @return equal to what it was if nothing was replaced
     * @throws IOException if that cannot be told
     */
    Object current() throws IOException;
  }

  /**
   * Reads files whose manifest is replaced last.
   *
   * @param <T> what is read
   * @param manifest the file that every save replaces
   * @param reader reads manifest and files, and fails unless they belong together
   * @return what was read
   * @throws IOException the reader's, if the manifest has not changed meanwhile, or does so for
   *     more than a minute
   */
  public static <T> T read(Path manifest, Reader<T> reader) throws IOException {
    requireNonNull(manifest, "manifest");

    return read(() -> version(manifest), reader);
  }

  /**
   * Reads files of which something tells the version.
   *
   * @param <T> what is read
   * @param version changes with every save
   * @param reader reads the files, and fails unless they belong together
   * @return what was read
   * @throws IOException the reader's, if the version has not changed meanwhile, or does so for more
   *     than a minute
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
            new InterruptedIOException("interrupted while files changed that were being read");
        interrupted.initCause(e);
        throw interrupted;
      }
      pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
    }
  }

  /** Which file lies there. */
  private record FileVersion(@Nullable Object key, FileTime modified, long size) {}

  /**
   * Identifies the file that lies at a path, so that two that {@link AtomicFiles} wrote there
   * differ, even of the same content.
   *
   * @param file a path
   * @return comparable with {@code equals}; the same for any path where nothing can be read
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

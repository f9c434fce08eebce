package org.dcgan.internal.io;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.dcgan.internal.Durations;
import org.jspecify.annotations.Nullable;

/**
 * An exclusive lock between processes, and between the threads of one process, on a lock file.
 *
 * <p>The operating system releases the lock when its process ends for any reason; the existence of
 * a lock file does not mean that it is locked. The holder may write a {@linkplain #note note} into
 * the file, which the next holder can read if the process was killed.
 *
 * <p>Closing any handle of a file releases all POSIX locks of the process on it. Therefore a
 * process never opens a lock file that one of its own threads holds; a static set of held paths
 * ensures this.
 */
public final class WriterLock implements AutoCloseable {
  /** The default time that a writer waits for another one. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final long MAX_NOTE = 1 << 20;
  private static final long SHORTEST_PAUSE_MILLIS = 2;
  private static final long LONGEST_PAUSE_MILLIS = 100;
  private static final Set<Path> held = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final Path key;
  private final RandomAccessFile access;
  private final @Nullable FileLock lock;
  private final @Nullable String problem;
  private final @Nullable Object deletable;
  private final String left;
  private boolean closed;

  private WriterLock(
      Path file,
      Path key,
      RandomAccessFile access,
      @Nullable FileLock lock,
      @Nullable String problem,
      @Nullable Object deletable)
      throws IOException {
    this.file = file;
    this.key = key;
    this.access = access;
    this.lock = lock;
    this.problem = problem;
    this.deletable = deletable;
    byte[] note = new byte[(int) Math.min(MAX_NOTE, access.length())];
    access.readFully(note);
    this.left = lock == null ? "" : new String(note, StandardCharsets.UTF_8);
  }

  /**
   * Acquires a lock, and waits while another process or thread holds it.
   *
   * @param file the lock file; the file and its folder are created, and the file is deleted when
   *     the lock is released
   * @param patience the maximum time to wait
   * @return the lock, to be closed
   * @throws InterruptedIOException if the thread is interrupted while it waits; the interrupt flag
   *     remains set
   * @throws IOException if the lock is still held after that time, or the file cannot be written
   */
  public static WriterLock acquire(Path file, Duration patience) throws IOException {
    return acquire(file, patience, () -> false).orElseThrow();
  }

  /**
   * Acquires a lock, and waits while another process or thread holds it, unless the lock is no
   * longer needed.
   *
   * @param file the lock file; the file and its folder are created, and the file is deleted when
   *     the lock is released
   * @param patience the maximum time to wait
   * @param stopped whether the lock is no longer needed; asked by this thread after each attempt
   *     that failed, at least every 0.1 s. What it throws ends the wait
   * @return the lock, to be closed; empty if it is held and no longer needed
   * @throws InterruptedIOException if the thread is interrupted while it waits; the interrupt flag
   *     remains set
   * @throws IOException if the lock is still held after that time, or the file cannot be written
   */
  public static Optional<WriterLock> acquire(Path file, Duration patience, BooleanSupplier stopped)
      throws IOException {
    requireNonNull(file, "file");
    requireNonNull(patience, "patience");
    requireNonNull(stopped, "stopped");

    boolean wasInterrupted = Thread.interrupted();
    long start = System.nanoTime();
    long pause = SHORTEST_PAUSE_MILLIS;
    try {
      while (true) {
        Optional<WriterLock> lock = attempt(file, true);
        if (lock.isPresent() || asked(stopped, wasInterrupted)) {
          return lock;
        }
        if (System.nanoTime() - start >= Durations.nanos(patience)) {
          throw new FileSystemException(
              printable(file),
              null,
              String.format(
                  Locale.ROOT,
                  "another process or thread has been writing here for more than %d s; wait for it"
                      + " or end it, then try again",
                  patience.toSeconds()));
        }
        Thread.sleep(pause);
        pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
      }
    } catch (InterruptedException e) {
      wasInterrupted = true;
      InterruptedIOException interrupted =
          new InterruptedIOException(
              printable(file)
                  + ": interrupted while waiting for another process that is writing here");
      interrupted.initCause(e);
      throw interrupted;
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Asks with the interrupt flag that the thread had before it waited. */
  private static boolean asked(BooleanSupplier stopped, boolean wasInterrupted) {
    if (!wasInterrupted) {
      return stopped.getAsBoolean();
    }
    Thread.currentThread().interrupt();
    try {
      return stopped.getAsBoolean();
    } finally {
      boolean unused = Thread.interrupted();
    }
  }

  /**
   * Acquires a lock if no other process or thread holds it.
   *
   * @param file the lock file; the file and its folder are created, and the file is kept when the
   *     lock is released
   * @return the lock, to be closed, or empty if another process or thread holds it
   * @throws IOException if the file cannot be written
   */
  public static Optional<WriterLock> tryAcquire(Path file) throws IOException {
    return tryAcquire(file, false);
  }

  /**
   * Acquires a lock if no other process or thread holds it, on a file that is deleted when the lock
   * is released.
   *
   * @param file the lock file; the file and its folder are created
   * @return the lock, to be closed, or empty if another process or thread holds it
   * @throws IOException if the file cannot be written
   */
  public static Optional<WriterLock> tryAcquireBriefly(Path file) throws IOException {
    requireNonNull(file, "file");

    return tryAcquire(file, true);
  }

  private static Optional<WriterLock> tryAcquire(Path file, boolean deletable) throws IOException {
    boolean wasInterrupted = Thread.interrupted();
    try {
      return attempt(file, deletable);
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Optional<WriterLock> attempt(Path file, boolean deletable) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path folder = Objects.requireNonNull(absolute.getParent(), "lock file without a folder");
    AtomicFiles.createFolders(folder);
    Path key = folder.toRealPath().resolve(Objects.requireNonNull(absolute.getFileName()));
    if (!held.add(key)) {
      return Optional.empty();
    }
    WriterLock lock = null;
    try {
      lock = lock(absolute, key, deletable);
    } finally {
      if (lock == null) {
        held.remove(key);
      }
    }
    return Optional.ofNullable(lock);
  }

  /** Returns null if another process holds the lock, or held it and has just deleted the file. */
  private static @Nullable WriterLock lock(Path file, Path key, boolean deletable)
      throws IOException {
    RandomAccessFile access = null;
    WriterLock result = null;
    try {
      Object before = identity(file);
      access = new RandomAccessFile(file.toFile(), "rw");
      FileLock lock = null;
      String problem = null;
      try {
        lock = access.getChannel().tryLock();
        if (lock == null) {
          return null;
        }
      } catch (OverlappingFileLockException | ClosedChannelException e) {
        return null;
      } catch (IOException e) {
        problem = String.valueOf(e.getMessage());
      }
      if (!before.equals(identity(file))) {
        return null;
      }
      // Without identities, a waiting process could not detect that the file was deleted.
      Object identity = deletable && !before.equals("") ? before : null;
      result = new WriterLock(file, key, access, lock, problem, identity);
      return result;
    } catch (NoSuchFileException e) {
      return null;
    } finally {
      if (access != null && result == null) {
        access.close();
      }
    }
  }

  /** Returns the identity of the file at a path, which is created if it does not exist. */
  private static Object identity(Path file) throws IOException {
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      // The usual case for a lock file that is kept.
    }
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      throw new FileSystemException(
          printable(file), null, "expected a lock file, found a link or a folder; remove it");
    }
    return attributes.fileKey() == null ? "" : attributes.fileKey();
  }

  /**
   * Returns the reason why the lock is effective only between threads of this process.
   *
   * @return the error of the file system, or empty if it supports locks
   */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /**
   * Returns the note of a previous holder that ended without releasing the lock.
   *
   * @return the note; usually empty
   */
  public String left() {
    return left;
  }

  /**
   * Replaces the note that the next holder can read if this process is killed.
   *
   * @param text a short text
   * @throws IOException if the file cannot be written
   */
  public void note(String text) throws IOException {
    requireNonNull(text, "text");

    if (lock != null) {
      access.setLength(0);
      access.seek(0);
      access.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Releases the lock. Closing it again has no effect. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (lock != null) {
        if (deletable != null && deletable.equals(identity(file))) {
          // Deleted while the lock is held: a process that has opened this file detects, once it
          // has the lock, that the path has another file or none.
          Files.deleteIfExists(file);
        } else if (access.length() > 0) {
          // Truncating an empty file would change its modification time.
          access.setLength(0);
        }
      }
    } catch (IOException e) {
      // The lock is released in any case, and the next holder can reuse the file.
    } finally {
      try {
        access.close();
      } finally {
        held.remove(key);
      }
    }
  }
}

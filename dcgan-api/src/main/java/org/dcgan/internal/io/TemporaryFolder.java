package org.dcgan.internal.io;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.dcgan.internal.CloseOnFailure;
import org.jspecify.annotations.Nullable;

/**
 * A new folder for temporary files. It is deleted with the files in it when it is closed, and no
 * other file is touched.
 *
 * <p>While it is open, its process holds a lock on the file {@code NAME.lock} beside it. A process
 * that is killed leaves both; the next folder with the same prefix in the same parent recognizes
 * them by the lock, which nobody holds any more, and deletes them.
 */
public final class TemporaryFolder implements AutoCloseable {
  private static final System.Logger logger = System.getLogger(TemporaryFolder.class.getName());

  private static final String LOCK = ".lock";
  private static final int ATTEMPTS = 20;

  private final Path path;
  private final WriterLock lock;
  private boolean closed;

  private TemporaryFolder(Path path, WriterLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Creates a folder with a random name, and deletes those that killed processes left.
   *
   * @param parent the folder in which it is created; created if it is missing
   * @param prefix the beginning of its name, which is followed by 32 hexadecimal digits
   * @return the empty folder, which only this user can read where the file system has permissions
   * @throws IOException if it cannot be created
   */
  public static TemporaryFolder in(Path parent, String prefix) throws IOException {
    requireNonNull(parent, "parent");
    requireNonNull(prefix, "prefix");

    AtomicFiles.createFolders(parent);
    deleteAbandoned(parent, prefix);
    for (int attempt = 1; ; attempt++) {
      Path path = parent.resolve(prefix + UUID.randomUUID().toString().replace("-", ""));
      // Locked before it exists, so that no other process takes it for one of a killed process.
      Optional<WriterLock> lock = WriterLock.tryAcquireBriefly(lockFile(path));
      if (lock.isPresent()) {
        return created(path, lock.get());
      }
      // A process that looks for abandoned folders locked the new file first, to look at it.
      if (attempt == ATTEMPTS) {
        throw new FileSystemException(
            printable(path), null, "other processes lock each new lock file; end them");
      }
    }
  }

  private static TemporaryFolder created(Path path, WriterLock lock) throws IOException {
    return CloseOnFailure.of(
        new TemporaryFolder(path, lock),
        folder -> {
          Files.createDirectory(path, privately(path));
          return folder;
        });
  }

  private static FileAttribute<?>[] privately(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  private static Path lockFile(Path folder) {
    return folder.resolveSibling(folder.getFileName() + LOCK);
  }

  /**
   * Deletes the folders of killed processes. What cannot be deleted stays for the next attempt.
   * Where the file system has no locks, all folders stay, because a process may be using them.
   *
   * @param parent the folder that they are in; nothing is deleted if it does not exist
   * @param prefix the beginning of their names
   */
  public static void deleteAbandoned(Path parent, String prefix) {
    requireNonNull(parent, "parent");
    requireNonNull(prefix, "prefix");

    Pattern name = Pattern.compile(Pattern.quote(prefix) + "[0-9a-f]{32}" + Pattern.quote(LOCK));
    List<Path> locks = new ArrayList<>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(
            parent, path -> name.matcher(String.valueOf(path.getFileName())).matches())) {
      found.forEach(locks::add);
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException | DirectoryIteratorException e) {
      logger.log(
          System.Logger.Level.DEBUG, "temporary folders of killed processes are not found", e);
    }
    for (Path file : locks) {
      String lockName = String.valueOf(file.getFileName());
      Path folder = file.resolveSibling(lockName.substring(0, lockName.length() - LOCK.length()));
      try {
        deleteIfAbandoned(folder);
      } catch (IOException e) {
        logger.log(
            System.Logger.Level.WARNING,
            "{0} of a killed process could not be deleted: {1}",
            printable(folder),
            printable(e));
      }
    }
  }

  private static void deleteIfAbandoned(Path folder) throws IOException {
    Optional<WriterLock> lock = WriterLock.tryAcquireBriefly(lockFile(folder));
    if (lock.isEmpty()) {
      return; // in use
    }
    if (lock.get().problem().isPresent()) {
      lock.get().close(); // perhaps in use
      return;
    }
    new TemporaryFolder(folder, lock.get()).close();
  }

  /**
   * Returns the folder.
   *
   * @return its path
   */
  public Path path() {
    return path;
  }

  /**
   * Deletes the files and the folder. A file that cannot be deleted does not prevent the deletion
   * of the others. Closing it again has no effect.
   *
   * @throws IOException if something could not be deleted
   */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    Path file = lockFile(path);
    try {
      deleteAll(path);
    } catch (IOException | RuntimeException | Error e) {
      lock.close();
      restore(file, e);
      throw e;
    }
    boolean stays = lock.problem().isPresent() || !hasIdentity(file);
    lock.close();
    if (stays) {
      Files.deleteIfExists(file);
    }
  }

  /** What has a lock file is found and deleted by the next process. */
  private static void restore(Path file, Throwable cause) {
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      // It stayed when the lock was released.
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** Whether {@link WriterLock} can delete the file; it cannot on Windows. */
  private static boolean hasIdentity(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey() != null;
    } catch (IOException e) {
      return true;
    }
  }

  /** Deletes a folder and its files, all that can be, and throws the first failure. */
  private static void deleteAll(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    IOException failure = null;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        failure = deleted(file, failure);
      }
    } catch (NoSuchFileException e) {
      return;
    } catch (DirectoryIteratorException e) {
      failure = failure == null ? e.getCause() : failure;
    }
    failure = deleted(folder, failure);
    if (failure != null) {
      throw failure;
    }
  }

  private static @Nullable IOException deleted(Path file, @Nullable IOException before) {
    try {
      Files.deleteIfExists(file);
      return before;
    } catch (IOException e) {
      if (before == null) {
        return e;
      }
      before.addSuppressed(e);
      return before;
    }
  }
}

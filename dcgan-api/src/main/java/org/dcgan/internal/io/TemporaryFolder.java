package org.dcgan.internal.io;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A new folder for temporary files. It is deleted with the files in it when it is closed, and no
 * other file is touched. After a kill the folder remains.
 */
public final class TemporaryFolder implements AutoCloseable {
  private final Path path;

  private TemporaryFolder(Path path) {
    this.path = path;
  }

  /**
   * Creates a folder with a random name.
   *
   * @param parent the folder in which it is created; created if it is missing
   * @param prefix the beginning of its name
   * @return the empty folder
   * @throws IOException if it cannot be created
   */
  public static TemporaryFolder in(Path parent, String prefix) throws IOException {
    requireNonNull(parent, "parent");
    requireNonNull(prefix, "prefix");

    AtomicFiles.createFolders(parent);
    return new TemporaryFolder(Files.createTempDirectory(parent, prefix));
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
   * of the others.
   *
   * @throws IOException if something could not be deleted
   */
  @Override
  public void close() throws IOException {
    IOException failure = null;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      for (Path file : files) {
        failure = deleted(file, failure);
      }
    } catch (NoSuchFileException e) {
      return;
    } catch (DirectoryIteratorException e) {
      failure = failure == null ? e.getCause() : failure;
    }
    failure = deleted(path, failure);
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

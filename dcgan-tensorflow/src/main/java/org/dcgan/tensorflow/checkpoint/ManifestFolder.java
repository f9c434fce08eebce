package org.dcgan.tensorflow.checkpoint;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.WriterLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves into a folder whose manifest names the valid files, one process at a time.
 *
 * <p>A save locks the folder, announces the new names in the lock file, writes under those names,
 * replaces the manifest atomically, and deletes the files that the old manifest named. If the
 * process is killed before, the announcement tells the next save which files to delete: those that
 * the existing manifest does not name. No other file is ever deleted.
 *
 * <p>If the file system has no locks, two processes may save at the same time. Each of them writes
 * under unique names and deletes only the files of the manifest that it found, so the resulting
 * model is complete; files of the other process may remain.
 */
public final class ManifestFolder implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(ManifestFolder.class);

  /** The file in the folder that is locked while something is saved there. */
  public static final String LOCK = ".dcgan.lock";

  private final Path directory;
  private final Path manifest;
  private final boolean made;
  private final Owned owned;
  private final WriterLock lock;
  private final Set<String> previous;
  private final Set<String> announced = new LinkedHashSet<>();
  private boolean committed;

  /** Reads the names of files in a manifest. */
  @FunctionalInterface
  public interface Names {
    /**
     * Reads the names of files and folders beside the manifest.
     *
     * @param manifest the file
     * @return the names, or empty if it cannot be understood
     * @throws IOException if it cannot be read
     */
    Optional<Set<String>> in(Path manifest) throws IOException;
  }

  /**
   * What may be deleted, even if a manifest or an announcement names something else as well.
   *
   * @param names matches the names of files and folders beside the manifest
   * @param inFolders matches the names of the files in those folders
   */
  public record Owned(Pattern names, Pattern inFolders) {
    private static final Pattern NONE = Pattern.compile("(?!)");

    /**
     * Files beside the manifest, and no folders.
     *
     * @param names matches their names
     * @return what may be deleted
     */
    public static Owned files(Pattern names) {
      return new Owned(names, NONE);
    }

    /**
     * Folders beside the manifest, with files of certain names in them.
     *
     * @param names matches the names of the folders
     * @param inFolders matches the names of the files in them
     * @return what may be deleted
     */
    public static Owned folders(Pattern names, Pattern inFolders) {
      return new Owned(names, inFolders);
    }
  }

  private ManifestFolder(
      Path directory, String manifest, boolean made, Owned owned, WriterLock lock, Names names) {
    this.directory = directory;
    this.manifest = directory.resolve(manifest);
    this.made = made;
    this.owned = owned;
    this.lock = lock;
    lock.problem()
        .ifPresent(
            problem ->
                logger.warn(
                    "{} cannot be locked ({}); do not save there from two processes at the same"
                        + " time",
                    printable(directory),
                    printable(problem)));
    Optional<Set<String>> named = named(names);
    this.previous = named.orElse(Set.of());
    if (lock.problem().isEmpty()) {
      AtomicFiles.deleteAbandoned(this.manifest, Duration.ZERO);
      if (named.isPresent()) {
        lock.left().lines().forEach(this::clearAway);
      }
    }
  }

  /**
   * Locks a folder for saving, waiting for another process that saves there.
   *
   * @param directory the folder, which is created if it is missing
   * @param manifest the file name of the manifest
   * @param owned the files and folders that may be deleted; no others are, even if a manifest names
   *     them
   * @param names reads a manifest
   * @return the folder, to be closed
   * @throws IOException if the folder is not writable, or another process saves there for more than
   *     {@link WriterLock#PATIENCE}
   */
  public static ManifestFolder open(Path directory, String manifest, Owned owned, Names names)
      throws IOException {
    requireFolder(directory);
    boolean made = !Files.isDirectory(directory);
    AtomicFiles.createFolders(directory);
    WriterLock lock;
    try {
      lock = WriterLock.acquire(directory.resolve(LOCK), WriterLock.PATIENCE);
    } catch (IOException e) {
      if (made) {
        deleteIfEmpty(directory);
      }
      throw e;
    }
    boolean complete = false;
    try {
      ManifestFolder folder = new ManifestFolder(directory, manifest, made, owned, lock, names);
      complete = true;
      return folder;
    } finally {
      if (!complete) {
        lock.close();
      }
    }
  }

  /** Deletes a file that a killed process announced, unless the manifest names it. */
  private void clearAway(String name) {
    if (owned.names().matcher(name).matches()) {
      AtomicFiles.deleteAbandoned(directory.resolve(name), Duration.ZERO);
      if (!previous.contains(name)) {
        delete(name);
      }
    }
  }

  private static void requireFolder(Path directory) throws FileSystemException {
    for (Path path = directory.toAbsolutePath(); path != null; path = path.getParent()) {
      if (Files.exists(path) && !Files.isDirectory(path)) {
        throw new FileSystemException(
            printable(directory),
            null,
            "expected a folder to save the model in, but "
                + printable(path)
                + " is a file; move it or save to another folder");
      }
    }
  }

  private Optional<Set<String>> named(Names names) {
    if (!Files.isRegularFile(manifest)) {
      return Optional.of(Set.of());
    }
    try {
      return names.in(manifest);
    } catch (IOException | RuntimeException e) {
      logger.warn(
          "{} cannot be read ({}); the files that it names are not deleted",
          printable(manifest),
          printable(e));
      return Optional.empty();
    }
  }

  /**
   * Announces the files that will be written. Announced files that no manifest names in the end are
   * deleted by this save or, if it is killed, by the next one.
   *
   * @param names the names of files and folders in this folder
   * @throws IOException if the announcement cannot be written
   */
  public void announce(Collection<String> names) throws IOException {
    announced.addAll(names);
    Set<String> all = new LinkedHashSet<>(previous);
    all.addAll(announced);
    lock.note(String.join("\n", all));
  }

  /**
   * Replaces the manifest with one that names the announced files, and deletes the files that only
   * the old one named.
   *
   * @param text the new manifest
   * @throws IOException if it cannot be written; the old one is unchanged then
   */
  public void commit(String text) throws IOException {
    // The files must be durable before the manifest that names them.
    AtomicFiles.syncFolder(directory);
    AtomicFiles.writeString(manifest, text);
    committed = true;
    for (String name : previous) {
      if (!announced.contains(name)) {
        delete(name);
      }
    }
  }

  /** Deletes the announced files unless they were committed, and releases the lock. */
  @Override
  public void close() throws IOException {
    if (!committed) {
      for (String name : announced) {
        if (!previous.contains(name)) {
          delete(name);
        }
      }
    }
    lock.close();
    if (made && !committed) {
      deleteIfEmpty(directory);
    }
  }

  /** Deletes a file or a folder of arrays if this library wrote it. */
  private void delete(String name) {
    if (!owned.names().matcher(name).matches()) {
      return;
    }
    Path path = directory.resolve(name);
    try {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        deleteArrays(path);
      } else {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      logger.warn(
          "{} is no longer needed, but could not be deleted: {}", printable(path), printable(e));
    }
  }

  private void deleteArrays(Path folder) throws IOException {
    for (Path file : ModelFiles.list(folder)) {
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && owned.inFolders().matcher(String.valueOf(file.getFileName())).matches()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }

  private static void deleteIfEmpty(Path folder) {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      logger.debug("{} was created, but cannot be deleted: {}", printable(folder), printable(e));
    }
  }
}

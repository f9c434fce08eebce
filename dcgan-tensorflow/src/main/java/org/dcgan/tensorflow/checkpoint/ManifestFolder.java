package org.dcgan.tensorflow.checkpoint;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.file.DirectoryStream;
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
 * Saving into a folder whose manifest names the files that count, one process at a time.
 *
 * <p>A save locks the folder, announces the new names in the lock file, writes under those names,
 * replaces the manifest in one step, and deletes what the old manifest named. A process that is
 * killed on the way leaves its announcement, by which the next save knows what to delete: what the
 * manifest that lies there does not name. Nothing else is ever deleted.
 *
 * <p>Where the file system has no locks, two processes may save at once. Each still writes under
 * names of its own and deletes only what the manifest that it found named, so the model that is
 * left is whole; files of the other may stay.
 */
public final class ManifestFolder implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(ManifestFolder.class);

  /** The file in the folder that is locked while something is saved there. */
  public static final String LOCK = ".dcgan.lock";

  private final Path directory;
  private final Path manifest;
  private final boolean made;
  private final Pattern ours;
  private final WriterLock lock;
  private final Set<String> previous;
  private final Set<String> announced = new LinkedHashSet<>();
  private boolean committed;

  /** Reads what a manifest names. */
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

  private ManifestFolder(
      Path directory, String manifest, boolean made, Pattern ours, WriterLock lock, Names names) {
    this.directory = directory;
    this.manifest = directory.resolve(manifest);
    this.made = made;
    this.ours = ours;
    this.lock = lock;
    lock.problem()
        .ifPresent(
            problem ->
                logger.warn(
                    "{} cannot be locked ({}); do not save there from two processes at once",
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
   * Locks a folder to save into it, waiting for another process that does.
   *
   * @param directory made where it is missing
   * @param manifest the manifest's name
   * @param ours what names of files and folders beside it look like; nothing else is deleted,
   *     whatever a manifest names
   * @param names reads a manifest
   * @return the folder, to be closed
   * @throws IOException if it cannot be written to, or another process is saving there for more
   *     than {@link WriterLock#PATIENCE}
   */
  public static ManifestFolder open(Path directory, String manifest, Pattern ours, Names names)
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
    return new ManifestFolder(directory, manifest, made, ours, lock, names);
  }

  /** What a save of a killed process had announced, if it is not what counts. */
  private void clearAway(String name) {
    if (ours.matcher(name).matches()) {
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
                + " is a file; move it away or save elsewhere");
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
          "{} cannot be read ({}); the files that it names stay beside the new ones",
          printable(manifest),
          printable(e));
      return Optional.empty();
    }
  }

  /**
   * Says what is about to be written. Everything that is announced and not named by a manifest in
   * the end is deleted, by this save or, if it is killed, by the next.
   *
   * @param names of files and folders in this folder
   * @throws IOException if it cannot be written down
   */
  public void announce(Collection<String> names) throws IOException {
    announced.addAll(names);
    Set<String> all = new LinkedHashSet<>(previous);
    all.addAll(announced);
    lock.note(String.join("\n", all));
  }

  /**
   * Replaces the manifest with one that names what was announced, and deletes what only the old one
   * named.
   *
   * @param text the manifest
   * @throws IOException if it cannot be written; the old one then still lies there
   */
  public void commit(String text) throws IOException {
    // What it names must be there before it is.
    AtomicFiles.syncFolder(directory);
    AtomicFiles.writeString(manifest, text);
    committed = true;
    for (String name : previous) {
      if (!announced.contains(name)) {
        delete(name);
      }
    }
  }

  /** Deletes what was announced unless it was committed, and releases the lock. */
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

  /** Deletes a file or a folder of arrays that this library wrote, and nothing that it did not. */
  private void delete(String name) {
    if (!ours.matcher(name).matches()) {
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

  private static void deleteArrays(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            && file.getFileName().toString().endsWith(".npy")) {
          Files.deleteIfExists(file);
        }
      }
    }
    Files.deleteIfExists(folder);
  }

  private static void deleteIfEmpty(Path folder) {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      logger.debug("{} was made, but is not empty: {}", printable(folder), printable(e));
    }
  }
}

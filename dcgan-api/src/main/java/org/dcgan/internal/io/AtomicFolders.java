package org.dcgan.internal.io;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes folders atomically: to a temporary folder in the same parent, which is then renamed.
 *
 * <p>File systems cannot exchange two folders atomically, so that replacing a folder takes two
 * renames. If a process is killed between them, the old folder remains as {@code .NAME.old-RANDOM};
 * the next {@link #write} or {@link #read} restores it. RANDOM has 32 hexadecimal digits, so that
 * no folder of the user has such a name. Writers of the same folder are synchronized by a lock
 * file, {@code .NAME.lock}, which exists only during a write.
 *
 * <p>A folder is replaced only if it contains nothing except files that the old or the new version
 * consists of. A folder with other files is refused, because replacing it would delete them. If the
 * folder is a link, the folder that it leads to is replaced, and the link stays.
 */
public final class AtomicFolders {
  private static final System.Logger logger = System.getLogger(AtomicFolders.class.getName());
  private static final String PART = "part";
  private static final String OLD = "old";

  private AtomicFolders() {}

  /** Writes the files of a folder. */
  @FunctionalInterface
  public interface Writer {
    /**
     * Writes all files.
     *
     * @param folder an empty folder; files in it must be written with {@link AtomicFiles}, which
     *     flushes them
     * @throws IOException if a file cannot be written
     */
    void writeTo(Path folder) throws IOException;
  }

  /** Reads which files an existing folder consists of. */
  @FunctionalInterface
  public interface Names {
    /**
     * Reads the names of the files in the same folder that belong together with the mark.
     *
     * @param mark the file that identifies the folder's type
     * @return the names, without that of the mark; empty if they are unknown
     * @throws IOException if the mark cannot be read
     */
    Set<String> in(Path mark) throws IOException;
  }

  /**
   * Writes a folder atomically whose files have the same names in every version.
   *
   * @param folder the folder; missing parents are created. An empty folder, or a folder of the same
   *     type without other files, is replaced
   * @param mark the name of a file that identifies folders of this type
   * @param writer writes the files; if it throws an exception, nothing is changed
   * @throws FileSystemException if another process has been writing the folder for more than {@link
   *     WriterLock#PATIENCE}, or if the path is a file, a folder of another type or a folder with
   *     other files, which remain unchanged
   * @throws IOException if the folder cannot be written; an existing folder remains unchanged
   */
  public static void write(Path folder, String mark, Writer writer) throws IOException {
    write(folder, mark, existing -> Set.of(), writer);
  }

  /**
   * Writes a folder atomically.
   *
   * @param folder the folder; missing parents are created. An empty folder, or a folder of the same
   *     type without other files, is replaced
   * @param mark the name of a file that identifies folders of this type
   * @param names reads the names of the files that an existing folder of this type consists of; an
   *     exception is the same as no names
   * @param writer writes the files; if it throws an exception, nothing is changed
   * @throws FileSystemException if another process has been writing the folder for more than {@link
   *     WriterLock#PATIENCE}, or if the path is a file, a folder of another type or a folder with
   *     other files, which remain unchanged
   * @throws IOException if the folder cannot be written; an existing folder remains unchanged
   */
  public static void write(Path folder, String mark, Names names, Writer writer)
      throws IOException {
    requireNonNull(folder, "folder");
    requireNonNull(mark, "mark");
    requireNonNull(names, "names");
    requireNonNull(writer, "writer");

    Path target = target(folder);
    refuseOthers(target, mark);
    AtomicFiles.createFolders(parent(target));
    try (WriterLock lock = WriterLock.acquire(lockFile(target), WriterLock.PATIENCE)) {
      recover(target, mark, lock);
      refuseOthers(target, mark);
      String unique = UUID.randomUUID().toString().replace("-", "");
      Path part = beside(target, PART, unique);
      Path old = beside(target, OLD, unique);
      try {
        Files.createDirectory(part);
        writer.writeTo(part);
        AtomicFiles.syncFolder(part);
        boolean there = Files.exists(target);
        if (there) {
          refuseForeign(target, part, mark, names);
          AtomicFiles.move(target, old);
        }
        try {
          AtomicFiles.move(part, target);
        } catch (IOException e) {
          if (there) {
            AtomicFiles.move(old, target);
          }
          throw e;
        }
        AtomicFiles.syncFolder(parent(target));
      } finally {
        deleteIfThere(part);
        if (Files.exists(target)) {
          deleteIfThere(old);
        }
      }
    }
  }

  /**
   * Reads a folder that {@link #write} has written, even while another process replaces it or after
   * a process was killed while it replaced it.
   *
   * @param <T> the type of the result
   * @param folder the folder
   * @param mark the name of the file that identifies folders of this type
   * @param reader reads all required files and fails if they are inconsistent
   * @return the result of the reader
   * @throws IOException if the reader fails
   */
  public static <T> T read(Path folder, String mark, ConsistentReads.Reader<T> reader)
      throws IOException {
    requireNonNull(folder, "folder");
    requireNonNull(mark, "mark");
    requireNonNull(reader, "reader");

    Path target = target(folder);
    return ConsistentReads.read(
        () -> List.of(ConsistentReads.version(target.resolve(mark)), leftovers(target, OLD)),
        () -> {
          if (!Files.exists(target.resolve(mark))) {
            List<Path> old = leftovers(target, OLD);
            if (!old.isEmpty()) {
              restore(target, mark, old.get(0));
            }
          }
          return reader.read();
        });
  }

  /** Restores the old folder unless another process is replacing it. */
  private static void restore(Path target, String mark, Path old) throws IOException {
    try (WriterLock lock = WriterLock.acquire(lockFile(target), WriterLock.PATIENCE)) {
      recover(target, mark, lock);
    } catch (FileSystemException | FileNotFoundException e) {
      throw new FileSystemException(
          printable(target),
          null,
          "a process was killed while it replaced this folder, and the folder cannot be restored ("
              + printable(e.getMessage())
              + "); rename "
              + printable(old)
              + " to it");
    }
  }

  /**
   * Restores or deletes the folders that a killed process left. The lock excludes other writers.
   */
  private static void recover(Path target, String mark, WriterLock lock) throws IOException {
    if (lock.problem().isPresent()) {
      return;
    }
    for (Path old : leftovers(target, OLD)) {
      if (!Files.exists(target)) {
        AtomicFiles.move(old, target);
      } else if (Files.isRegularFile(target.resolve(mark))) {
        deleteIfThere(old);
      }
    }
    for (Path part : leftovers(target, PART)) {
      deleteIfThere(part);
    }
  }

  /**
   * Returns the folders in the target's parent that have names of {@link #write}: with a dot before
   * them and 32 random digits after them.
   */
  private static List<Path> leftovers(Path target, String kind) throws IOException {
    Path parent = parent(target);
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    String name = Pattern.quote(String.valueOf(target.getFileName()));
    Pattern names = Pattern.compile("\\." + name + "\\." + kind + "-[0-9a-f]{32}");
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> siblings =
        Files.newDirectoryStream(
            parent,
            path ->
                names.matcher(String.valueOf(path.getFileName())).matches()
                    && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))) {
      siblings.forEach(found::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Collections.sort(found);
    return found;
  }

  /** The folder to replace; a link is followed, so that it remains a link. */
  private static Path target(Path folder) throws IOException {
    Path path = folder.toAbsolutePath().normalize();
    return Files.isSymbolicLink(path) && Files.isDirectory(path) ? path.toRealPath() : path;
  }

  /**
   * Refuses to replace a folder that contains files of neither the old nor the new version.
   *
   * @param target the existing folder
   * @param part the new folder, which is complete
   */
  private static void refuseForeign(Path target, Path part, String mark, Names names)
      throws IOException {
    Set<Path> ours = new HashSet<>();
    try (Stream<Path> written = Files.walk(part)) {
      written.forEach(path -> ours.add(part.relativize(path)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (Files.isRegularFile(target.resolve(mark), LinkOption.NOFOLLOW_LINKS)) {
      try {
        names.in(target.resolve(mark)).forEach(name -> ours.add(Path.of(name)));
      } catch (IOException | RuntimeException e) {
        // A damaged folder can still be replaced if its files have the names of the new ones.
      }
    }
    Optional<Path> foreign;
    try (Stream<Path> existing = Files.walk(target)) {
      foreign = existing.map(target::relativize).filter(path -> !ours.contains(path)).findFirst();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (foreign.isPresent()) {
      throw new FileSystemException(
          printable(target),
          null,
          "expected a folder with only the files that are to be replaced, but it also contains "
              + printable(foreign.get())
              + ", which would be deleted; move it elsewhere or name another folder");
    }
  }

  private static Path beside(Path target, String kind, String unique) {
    return target.resolveSibling("." + target.getFileName() + "." + kind + "-" + unique);
  }

  private static Path lockFile(Path target) {
    return target.resolveSibling("." + target.getFileName() + ".lock");
  }

  private static Path parent(Path target) throws IOException {
    Path parent = target.getParent();
    if (parent == null) {
      throw new FileSystemException(
          printable(target),
          null,
          "expected a folder that can be replaced, got a root folder; choose another folder");
    }
    return parent;
  }

  private static void refuseOthers(Path target, String mark) throws IOException {
    for (Path path = target; path != null; path = path.getParent()) {
      if (Files.exists(path) && !Files.isDirectory(path)) {
        throw new FileSystemException(
            printable(target),
            null,
            "expected a folder to write to, but "
                + printable(path)
                + " is a file; name another folder");
      }
    }
    if (!Files.isDirectory(target) || Files.isRegularFile(target.resolve(mark))) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(target)) {
      if (files.iterator().hasNext()) {
        throw new FileSystemException(
            printable(target),
            null,
            "expected a new or empty folder, or one with "
                + mark
                + " in it to replace, but it holds other files; name another folder");
      }
    }
  }

  /** Deletes a temporary folder; if that fails, the next write tries again. */
  private static void deleteIfThere(Path folder) {
    if (Files.exists(folder)) {
      try {
        MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
      } catch (IOException e) {
        logger.log(
            System.Logger.Level.WARNING,
            "{0} is no longer needed, but could not be deleted: {1}",
            printable(folder),
            printable(e));
      }
    }
  }
}

package org.dcgan.internal.io;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Writes folders atomically: to a temporary folder in the same parent, which is then renamed.
 *
 * <p>File systems cannot exchange two folders atomically, so that replacing a folder takes two
 * renames. If a process is killed between them, the old folder remains as {@code .NAME.old-RANDOM};
 * the next {@link #write} or {@link #read} restores it. Writers of the same folder are synchronized
 * by a lock file, {@code .NAME.lock}, which exists only during a write.
 */
public final class AtomicFolders {
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

  /**
   * Writes a folder atomically.
   *
   * @param folder the folder; missing parents are created. An empty folder, or a folder of the same
   *     type, is replaced
   * @param mark the name of a file that identifies folders of this type
   * @param writer writes the files; if it throws an exception, nothing is changed
   * @throws FileSystemException if another process has been writing the folder for more than {@link
   *     WriterLock#PATIENCE}, or if the path is a file or a folder of another type, which remain
   *     unchanged
   * @throws IOException if the folder cannot be written; an existing folder remains unchanged
   */
  public static void write(Path folder, String mark, Writer writer) throws IOException {
    requireNonNull(folder, "folder");
    requireNonNull(mark, "mark");
    requireNonNull(writer, "writer");

    Path target = folder.toAbsolutePath().normalize();
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

    Path target = folder.toAbsolutePath().normalize();
    return ConsistentReads.read(
        () -> List.of(ConsistentReads.version(target.resolve(mark)), leftovers(target, OLD)),
        () -> {
          if (!Files.exists(target.resolve(mark)) && !leftovers(target, OLD).isEmpty()) {
            restore(target, mark);
          }
          return reader.read();
        });
  }

  /** Restores the old folder unless another process is replacing it. */
  private static void restore(Path target, String mark) throws IOException {
    try (WriterLock lock = WriterLock.acquire(lockFile(target), WriterLock.PATIENCE)) {
      recover(target, mark, lock);
    } catch (FileSystemException | FileNotFoundException e) {
      throw new FileSystemException(
          printable(target),
          null,
          "a process was killed while it replaced this folder, and the folder cannot be restored ("
              + printable(e.getMessage())
              + "); rename "
              + printable(leftovers(target, OLD).get(0))
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
      boolean certain = String.valueOf(old.getFileName()).startsWith(".");
      if (!certain && !Files.isRegularFile(old.resolve(mark))) {
        continue;
      }
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
   * Returns the folders in the target's parent that have names of {@link #write}, with 32 random
   * digits. Old folders of earlier versions, with 8 digits and without the dot, are included; they
   * are identified by their mark.
   */
  private static List<Path> leftovers(Path target, String kind) throws IOException {
    Path parent = parent(target);
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    String name = Pattern.quote(String.valueOf(target.getFileName()));
    String earlier = kind.equals(OLD) ? "|" + name + "\\.old-[0-9a-f]{8}" : "";
    Pattern names = Pattern.compile("\\." + name + "\\." + kind + "-[0-9a-f]{32}" + earlier);
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

  private static void deleteIfThere(Path folder) throws IOException {
    if (Files.exists(folder)) {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }
}

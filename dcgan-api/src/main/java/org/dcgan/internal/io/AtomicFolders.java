package org.dcgan.internal.io;

import static java.util.Objects.requireNonNull;

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
 * Folders that appear whole or not at all: filled beside their place, then renamed.
 *
 * <p>File systems have no step that exchanges two folders, so replacing one takes two renames. A
 * process that is killed between them leaves the old folder beside its place, as {@code
 * .NAME.old-RANDOM}; the next {@link #write} or {@link #read} puts it back. Writers of one folder
 * take turns by a lock file, {@code .NAME.lock}, that is there only while one writes.
 */
public final class AtomicFolders {
  private static final String PART = "part";
  private static final String OLD = "old";

  private AtomicFolders() {}

  /** What fills a folder. */
  @FunctionalInterface
  public interface Writer {
    /**
     * Writes all files.
     *
     * @param folder empty; {@link AtomicFiles} sees that what is in it reaches the disk
     * @throws IOException if it cannot
     */
    void writeTo(Path folder) throws IOException;
  }

  /**
   * Writes a folder.
   *
   * @param folder where; missing parents are made. A folder of the same kind is replaced, an empty
   *     one filled
   * @param mark a file that every folder of this kind has, by which one is known
   * @param writer what fills it; if it throws, nothing changes
   * @throws FileSystemException if another process has been writing the folder for more than {@link
   *     WriterLock#PATIENCE}, or if there is a file, or a folder of another kind, which stay
   * @throws IOException if the folder cannot be written; what was there stays
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
   * Reads a folder that {@link #write} wrote, also while another process replaces it, or after one
   * was killed while it did.
   *
   * @param <T> what is read
   * @param folder where
   * @param mark the file by which folders of this kind are known
   * @param reader reads all that is needed, and fails if it does not belong together
   * @return what was read
   * @throws IOException the reader's
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

  /** Puts the old folder back if nobody is about to put the new one in its place. */
  private static void restore(Path target, String mark) throws IOException {
    try (WriterLock lock = WriterLock.acquire(lockFile(target), WriterLock.PATIENCE)) {
      recover(target, mark, lock);
    } catch (FileSystemException | FileNotFoundException e) {
      throw new FileSystemException(
          target.toString(),
          null,
          "a process that replaced this folder was killed, and the folder cannot be put back here ("
              + e.getMessage()
              + "); rename "
              + leftovers(target, OLD).get(0)
              + " to it");
    }
  }

  /** What a killed process left is put back or deleted; under the lock, nobody else is at it. */
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
   * Folders beside the target with the names that {@link #write} gives them: 32 random digits.
   * Those of earlier versions, with 8 and without the dot, are looked for as far as they are old
   * folders, which are known by their mark.
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
          target.toString(), null, "expected a folder that can be replaced; name another folder");
    }
    return parent;
  }

  private static void refuseOthers(Path target, String mark) throws IOException {
    for (Path path = target; path != null; path = path.getParent()) {
      if (Files.exists(path) && !Files.isDirectory(path)) {
        throw new FileSystemException(
            target.toString(),
            null,
            "expected a folder to write to, but " + path + " is a file; name another folder");
      }
    }
    if (!Files.isDirectory(target) || Files.isRegularFile(target.resolve(mark))) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(target)) {
      if (files.iterator().hasNext()) {
        throw new FileSystemException(
            target.toString(),
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

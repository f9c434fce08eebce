package org.dcgan.io;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Folders that appear whole or not at all: filled beside their place, then renamed. */
public final class AtomicFolders {

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
   * @throws FileSystemException if there is a file, or a folder of another kind, which stay
   * @throws IOException if the folder cannot be written; what was there stays
   */
  public static void write(Path folder, String mark, Writer writer) throws IOException {
    Path target = folder.toAbsolutePath().normalize();
    refuseOthers(target, mark);
    Files.createDirectories(target.getParent());
    String unique = UUID.randomUUID().toString().substring(0, 8);
    Path part = target.resolveSibling(target.getFileName() + ".part-" + unique);
    Path old = target.resolveSibling(target.getFileName() + ".old-" + unique);
    try {
      Files.createDirectory(part);
      writer.writeTo(part);
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
    } finally {
      deleteIfThere(part);
      if (Files.exists(target)) {
        deleteIfThere(old);
      }
    }
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

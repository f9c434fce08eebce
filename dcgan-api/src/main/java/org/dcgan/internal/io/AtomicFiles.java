package org.dcgan.internal.io;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Writes files atomically: to a temporary file in the same folder, which is flushed and then
 * renamed.
 */
public final class AtomicFiles {
  /**
   * The age from which a temporary file is considered abandoned: no process writes a file for so
   * long without modifying it.
   */
  private static final Duration ABANDONED = Duration.ofDays(1);

  /** File systems allow 255 bytes; the suffix has 22. */
  private static final int LONGEST_NAME = 230;

  private AtomicFiles() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Writer {
    /**
     * Writes the whole content.
     *
     * @param out a buffered stream, which the caller closes
     * @throws IOException if the content cannot be written
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file atomically. The file is flushed before it is renamed, and its folder afterwards.
   * After this method has returned, the file survives a power loss, provided that the file system
   * preserves acknowledged writes.
   *
   * <p>Until then, the content is in a temporary file in the same folder, {@code NAME.RANDOM.part},
   * which is created exclusively, so that no existing link is followed. Temporary files of killed
   * processes are deleted by the next write to the same file when they are a day old.
   *
   * @param file the file; missing folders are created, and an existing file is replaced
   * @param writer writes the content; if it throws an exception, nothing is changed
   * @throws IOException if the path is a root folder or the file cannot be written; an existing
   *     file remains unchanged
   */
  public static void write(Path file, Writer writer) throws IOException {
    requireNonNull(file, "file");
    requireNonNull(writer, "writer");

    Path target = file.toAbsolutePath();
    Path folder = folderOf(target);
    createFolders(folder);
    deleteAbandoned(target, ABANDONED);
    Path part = folder.resolve(partName(target));
    try {
      create(part, writer);
      move(part, target);
    } finally {
      Files.deleteIfExists(part);
    }
    syncFolder(folder);
  }

  /**
   * Creates a file directly and flushes it. For files in folders that are not visible to readers
   * yet and are flushed with {@link #syncFolder} when they are complete.
   *
   * @param file the file, which must not exist, not even as a link
   * @param writer writes the content
   * @throws FileAlreadyExistsException if the file exists
   * @throws IOException if the file cannot be written; an incomplete file may remain
   */
  public static void create(Path file, Writer writer) throws IOException {
    requireNonNull(file, "file");
    requireNonNull(writer, "writer");

    // A FileChannel would be closed when its thread is interrupted, but an interrupted training
    // must still save its model. The second handle serves to flush the first.
    try (OutputStream bytes =
            Files.newOutputStream(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        FileOutputStream flushed =
            file.getFileSystem().equals(FileSystems.getDefault())
                ? new FileOutputStream(file.toFile(), true)
                : null) {
      OutputStream out = new BufferedOutputStream(bytes, 1 << 16);
      writer.writeTo(out);
      out.flush();
      if (flushed != null) {
        flushed.getFD().sync();
      }
    }
  }

  /**
   * Returns the folder of a file.
   *
   * @param file the file, which need not exist
   * @return the absolute path of its folder
   * @throws FileSystemException if the path is a root folder, which lies in no folder
   */
  public static Path folderOf(Path file) throws FileSystemException {
    requireNonNull(file, "file");

    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new FileSystemException(
          printable(file), null, "expected the path of a file, got a root folder; choose a file");
    }
    return folder;
  }

  private static String partName(Path target) {
    String name = String.valueOf(target.getFileName());
    String random = UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    boolean tooLong = name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME;
    return (tooLong ? "dcgan" : name) + "." + random + ".part";
  }

  /**
   * Deletes temporary files that killed processes left when they wrote a file. Their names have
   * exactly the form {@code NAME.RANDOM.part} that {@link #write} uses. Failures are ignored.
   *
   * @param file the file that was being written
   * @param age the minimum time since their last modification; zero only if no process can be
   *     writing
   */
  public static void deleteAbandoned(Path file, Duration age) {
    requireNonNull(file, "file");
    requireNonNull(age, "age");

    Path target = file.toAbsolutePath();
    Pattern name =
        Pattern.compile(
            Pattern.quote(String.valueOf(target.getFileName())) + "\\.[0-9a-f]{16}\\.part");
    Instant before = Instant.now().minus(age);
    try (DirectoryStream<Path> parts =
        Files.newDirectoryStream(
            folderOf(target), path -> name.matcher(String.valueOf(path.getFileName())).matches())) {
      for (Path part : parts) {
        BasicFileAttributes attributes =
            Files.readAttributes(part, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isRegularFile()
            && !attributes.lastModifiedTime().toInstant().isAfter(before)) {
          Files.deleteIfExists(part);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Abandoned files are harmless, and a folder that cannot be written fails in the next step.
    }
  }

  /**
   * Creates a folder and its missing parents and flushes them, so that they survive a power loss.
   * Unlike {@code Files.createDirectories} of some JDKs (17 up to 17.0.13, 18 and 19), it accepts a
   * link to a folder.
   *
   * @param folder the folder, which may exist, also as a link
   * @throws IOException if the folder cannot be created
   */
  public static void createFolders(Path folder) throws IOException {
    requireNonNull(folder, "folder");

    List<Path> missing = new ArrayList<>();
    for (Path path = folder.toAbsolutePath(); path != null; path = path.getParent()) {
      if (Files.isDirectory(path)) {
        break;
      }
      missing.add(path);
    }
    if (missing.isEmpty()) {
      return;
    }
    for (int i = missing.size() - 1; i >= 0; i--) {
      createFolder(missing.get(i));
    }
    for (Path made : missing) {
      Path parent = made.getParent();
      if (parent != null) {
        syncFolder(parent);
      }
    }
  }

  private static void createFolder(Path folder) throws IOException {
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      // Another process may have created it in the meantime.
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
  }

  /**
   * Flushes a folder, so that the creation, renaming and deletion of files in it survive a power
   * loss. It has no effect on systems where folders cannot be flushed (Windows, some network file
   * systems).
   *
   * @param folder the folder
   */
  public static void syncFolder(Path folder) {
    requireNonNull(folder, "folder");

    boolean interrupted = false;
    try {
      for (int attempt = 0; attempt < 3; attempt++) {
        // An interrupt would close the channel.
        interrupted |= Thread.interrupted();
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
          channel.force(true);
          return;
        } catch (ClosedByInterruptException e) {
          interrupted = true;
        } catch (IOException | UnsupportedOperationException e) {
          return;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Writes a text file in UTF-8 atomically.
   *
   * @param file the file; missing folders are created, and an existing file is replaced
   * @param text the content
   * @throws IOException if the file cannot be written; an existing file remains unchanged
   */
  public static void writeString(Path file, String text) throws IOException {
    requireNonNull(file, "file");
    requireNonNull(text, "text");

    write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Renames a file, atomically if the file system supports it.
   *
   * @param from the complete file
   * @param to the new path, on the same file system; an existing file is replaced
   * @throws IOException if the file cannot be renamed
   */
  public static void move(Path from, Path to) throws IOException {
    requireNonNull(from, "from");
    requireNonNull(to, "to");

    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}

package org.dcgan.internal.io;

import static java.util.Objects.requireNonNull;

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
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;

/** Files that appear whole or not at all: written beside their place, flushed, then moved there. */
public final class AtomicFiles {
  /** No process writes for so long without the file changing. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  /** File systems allow 255 bytes; what is appended takes 22. */
  private static final int LONGEST_NAME = 230;

  private AtomicFiles() {}

  /** What fills a file. */
  @FunctionalInterface
  public interface Writer {
    /**
     * Writes the whole content.
     *
     * @param out buffered; closed by the caller
     * @throws IOException if it cannot
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file. It is flushed before it is moved to its place, and the folder after that, so
   * that a file that this method has returned from survives a power loss where the file system
   * keeps what it acknowledges.
   *
   * <p>Until then its content is in a file beside it, {@code NAME.RANDOM.part}, which is created
   * exclusively: a link that someone placed is never followed. What a killed process left is
   * deleted by the next write to the same place once it is a day old.
   *
   * @param file where; missing folders are made, a file there is replaced
   * @param writer what fills it; if it throws, nothing changes
   * @throws IOException if the file cannot be written; what was there stays
   */
  public static void write(Path file, Writer writer) throws IOException {
    requireNonNull(file, "file");
    requireNonNull(writer, "writer");

    Path target = file.toAbsolutePath();
    Path folder = Objects.requireNonNull(target.getParent(), "a file has a folder");
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
   * Creates a file in its place and flushes it: for folders that nobody reads yet, and that are
   * flushed with {@link #syncFolder} when all files are there.
   *
   * @param file where; there must be nothing, not even a link
   * @param writer what fills it
   * @throws FileAlreadyExistsException if there is something
   * @throws IOException if the file cannot be written; part of it may be left
   */
  public static void create(Path file, Writer writer) throws IOException {
    requireNonNull(file, "file");
    requireNonNull(writer, "writer");

    // Not a channel of our own: those close when their thread is interrupted, and a training that
    // is interrupted still has its model to save. The second handle is there to flush the first.
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

  private static String partName(Path target) {
    String name = String.valueOf(target.getFileName());
    String random = UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    boolean tooLong = name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME;
    return (tooLong ? "dcgan" : name) + "." + random + ".part";
  }

  /**
   * Deletes what killed processes left of writing a file: {@code NAME.RANDOM.part} of exactly the
   * form that {@link #write} gives them. Failures are ignored.
   *
   * @param file the file that was to be written
   * @param age how long they have not been written to; zero only if nobody can be writing
   */
  public static void deleteAbandoned(Path file, Duration age) {
    requireNonNull(file, "file");
    requireNonNull(age, "age");

    Path target = file.toAbsolutePath();
    Path folder = Objects.requireNonNull(target.getParent(), "a file has a folder");
    Pattern name =
        Pattern.compile(
            Pattern.quote(String.valueOf(target.getFileName())) + "\\.[0-9a-f]{16}\\.part");
    Instant before = Instant.now().minus(age);
    try (DirectoryStream<Path> parts =
        Files.newDirectoryStream(
            folder, path -> name.matcher(String.valueOf(path.getFileName())).matches())) {
      for (Path part : parts) {
        BasicFileAttributes attributes =
            Files.readAttributes(part, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isRegularFile()
            && !attributes.lastModifiedTime().toInstant().isAfter(before)) {
          Files.deleteIfExists(part);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // They are only in the way; whoever cannot write here learns it from what comes next.
    }
  }

  /**
   * Makes a folder and those above it that are missing, so that they survive a power loss.
   *
   * @param folder may be there
   * @throws IOException if it cannot be made
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
    Files.createDirectories(folder);
    for (Path made : missing) {
      Path parent = made.getParent();
      if (parent != null) {
        syncFolder(parent);
      }
    }
  }

  /**
   * Flushes a folder, so that files created in it, renamed or deleted, are so after a power loss.
   * Where folders cannot be flushed (Windows, some network file systems) it does nothing.
   *
   * @param folder the folder
   */
  public static void syncFolder(Path folder) {
    requireNonNull(folder, "folder");

    boolean interrupted = false;
    try {
      for (int attempt = 0; attempt < 3; attempt++) {
        // An interrupt closes channels.
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
   * Writes a text file in UTF-8.
   *
   * @param file where; missing folders are made, a file there is replaced
   * @param text the whole content
   * @throws IOException if the file cannot be written; what was there stays
   */
  public static void writeString(Path file, String text) throws IOException {
    requireNonNull(file, "file");
    requireNonNull(text, "text");

    write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Moves a file into place in one step where the file system can.
   *
   * @param from the finished file
   * @param to its place, on the same file system; a file there is replaced
   * @throws IOException if it cannot be moved
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

package org.dcgan.io;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that appear whole or not at all: written beside their place, flushed, then moved there. */
public final class AtomicFiles {

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
   * Writes a file.
   *
   * @param file where; missing folders are made, a file there is replaced
   * @param writer what fills it; if it throws, nothing changes
   * @throws IOException if the file cannot be written; what was there stays
   */
  public static void write(Path file, Writer writer) throws IOException {
    Path target = file.toAbsolutePath();
    Files.createDirectories(target.getParent());
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try {
      // Not a channel: those close when their thread is interrupted, and a training that is
      // interrupted still has its model to save.
      try (FileOutputStream bytes = new FileOutputStream(part.toFile())) {
        OutputStream out = new BufferedOutputStream(bytes, 1 << 16);
        writer.writeTo(out);
        out.flush();
        bytes.getFD().sync();
      }
      move(part, target);
    } finally {
      Files.deleteIfExists(part);
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
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}

package org.dcgan.internal.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Reads files that may be larger than expected, in bounded memory. */
public final class BoundedFiles {

  private BoundedFiles() {}

  /**
   * Reads a text file in UTF-8.
   *
   * @param file the file
   * @param most the largest number of bytes to read
   * @return the content
   * @throws CharacterCodingException if it is not UTF-8
   * @throws FileSystemException if the file is larger
   * @throws IOException if it cannot be read
   */
  public static String readString(Path file, int most) throws IOException {
    requireNonNull(file, "file");

    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(most + 1);
    }
    if (bytes.length > most) {
      throw new FileSystemException(
          printable(file),
          null,
          String.format(Locale.ROOT, "expected at most %,d bytes, found more", most));
    }
    return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}

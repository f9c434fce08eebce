package org.dcgan.datasets.files;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names of files and of entries in archives, the same in every locale.
 *
 * <p>A name is a sequence of bytes on Unix and in most archives. Java decodes it by the encoding of
 * the locale, which under {@code LC_ALL=C} turns every letter beyond ASCII into the same character,
 * so that two folders become one. Here each part of a path is UTF-8 if its bytes are valid UTF-8,
 * and otherwise ISO-8859-1, in which every byte is a character. Different bytes can become the same
 * text that way; {@link Folders} detects this.
 */
public final class EntryNames {
  /** The maximum length of the name of an entry: that of a path on Linux. */
  static final int MAX_BYTES = 4096;

  /** The maximum number of folders above an entry. Datasets have fewer than 10. */
  static final int MAX_DEPTH = 128;

  private static final boolean MAC =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");

  private EntryNames() {}

  /**
   * Decodes a path whose parts are separated by slashes.
   *
   * @param bytes the bytes of the path
   * @return the path, each part decoded as UTF-8 or else as ISO-8859-1
   */
  public static String decode(byte[] bytes) {
    return decode(bytes, StandardCharsets.ISO_8859_1);
  }

  /**
   * Decodes a path whose parts are separated by slashes.
   *
   * @param bytes the bytes of the path
   * @param otherwise the encoding of parts that are not valid UTF-8, which must define all bytes
   * @return the path
   */
  public static String decode(byte[] bytes, Charset otherwise) {
    StringBuilder path = new StringBuilder(bytes.length);
    for (int from = 0; from <= bytes.length; ) {
      int to = from;
      while (to < bytes.length && bytes[to] != '/') {
        to++;
      }
      path.append(from == 0 ? "" : "/").append(part(bytes, from, to, otherwise));
      from = to + 1;
    }
    return path.toString();
  }

  private static String part(byte[] bytes, int from, int to, Charset otherwise) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, from, to - from, otherwise);
    }
  }

  /**
   * Returns the name of a path, with slashes between its parts.
   *
   * @param path a relative path, or an absolute one, whose root is ignored
   * @return the name, which does not depend on the locale
   */
  public static String of(Path path) {
    String text = path.toString().replace(path.getFileSystem().getSeparator(), "/");
    return isAscii(text) || !hasBytes(path.getFileSystem()) ? text : decode(bytes(path));
  }

  /** Returns the bytes of a path on Unix, which its URI contains in escaped form. */
  private static byte[] bytes(Path path) {
    String raw = path.toUri().getRawPath();
    if (raw.endsWith("/")) {
      raw = raw.substring(0, raw.length() - 1);
    }
    int from = raw.length();
    if (path.isAbsolute()) {
      from = 0;
    } else {
      for (int i = 0; i < path.getNameCount(); i++) {
        from = raw.lastIndexOf('/', from - 1);
      }
      from++;
    }
    ByteBuffer bytes = ByteBuffer.allocate(raw.length() - from);
    for (int i = from; i < raw.length(); i++) {
      if (raw.charAt(i) == '%') {
        bytes.put((byte) Integer.parseInt(raw, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.put((byte) raw.charAt(i));
      }
    }
    byte[] result = new byte[bytes.position()];
    bytes.flip().get(result);
    return result;
  }

  /**
   * Returns the path of a named file below a folder, encoded in UTF-8 on Unix in every locale.
   *
   * @param folder an absolute folder
   * @param name a relative path with slashes
   * @return the path of the file
   * @throws java.nio.file.InvalidPathException if the name is not a valid path on this system
   */
  public static Path resolve(Path folder, String name) {
    if (isAscii(name) || !hasBytes(folder.getFileSystem())) {
      return folder.resolve(name);
    }
    StringBuilder uri = new StringBuilder("file://").append(folder.toUri().getRawPath());
    if (uri.charAt(uri.length() - 1) != '/') {
      uri.append('/');
    }
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      if ((b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '/') {
        uri.append((char) b);
      } else {
        uri.append('%')
            .append(Character.forDigit(b >> 4 & 0xF, 16))
            .append(Character.forDigit(b & 0xF, 16));
      }
    }
    return Path.of(URI.create(uri.toString()));
  }

  /** Whether names are sequences of bytes; on Windows and macOS they are characters. */
  private static boolean hasBytes(FileSystem files) {
    return !MAC && files.getSeparator().equals("/") && files.provider().getScheme().equals("file");
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns why the name of an entry is refused because of its size. No system accepts longer
   * paths, and the time and memory that a name takes depend on its length and its depth.
   *
   * @param raw the bytes of the path
   * @return the reason and the remedy; null if the name is within the limits
   */
  static @Nullable String tooLong(byte[] raw) {
    if (raw.length > MAX_BYTES) {
      return "has a name of "
          + raw.length
          + " bytes, more than the limit of "
          + MAX_BYTES
          + "; pack the archive again with shorter names";
    }
    int slashes = 0;
    for (byte b : raw) {
      slashes += b == '/' ? 1 : 0;
    }
    return slashes > MAX_DEPTH
        ? "lies "
            + slashes
            + " folders deep, more than the limit of "
            + MAX_DEPTH
            + "; pack the archive again with fewer folders"
        : null;
  }

  /**
   * Detects folders whose names differ as bytes but are equal when decoded. Memory and time are
   * proportional to the number of folders and to the length of their own names, not of their paths.
   */
  public static final class Folders {
    private final Node root = new Node(new byte[0]);

    /** A folder: the bytes of its own name, and the folders in it by their decoded names. */
    private static final class Node {
      private final byte[] raw;
      private @Nullable Map<String, Node> folders;

      Node(byte[] raw) {
        this.raw = raw;
      }

      /** Returns the folder of this name, which is added with these bytes if there is none. */
      Node enter(String name, byte[] bytes) {
        if (folders == null) {
          // Most folders hold one folder or none.
          folders = new HashMap<>(2);
        }
        return folders.computeIfAbsent(name, key -> new Node(bytes));
      }
    }

    /**
     * Adds the folders of a path.
     *
     * @param raw the path's bytes
     * @param name the path, decoded
     * @return the decoded name of a folder that was seen with other bytes; null if there is none
     */
    public @Nullable String clash(byte[] raw, String name) {
      if (isAscii(name)) {
        return null;
      }
      Node node = root;
      int from = 0;
      int bytesFrom = 0;
      for (int to = name.indexOf('/'); to >= 0; to = name.indexOf('/', from)) {
        int bytesTo = bytesFrom;
        while (bytesTo < raw.length && raw[bytesTo] != '/') {
          bytesTo++;
        }
        byte[] bytes = Arrays.copyOfRange(raw, Math.min(bytesFrom, bytesTo), bytesTo);
        node = node.enter(name.substring(from, to), bytes);
        if (!Arrays.equals(node.raw, bytes)) {
          return name.substring(0, to);
        }
        from = to + 1;
        bytesFrom = bytesTo + 1;
      }
      return null;
    }

    /**
     * Adds the folders of a path.
     *
     * @param path a relative path
     * @return the decoded name of a folder that was seen with other bytes; null if there is none
     */
    public @Nullable String clash(Path path) {
      String name = of(path);
      return isAscii(name) || !hasBytes(path.getFileSystem()) ? null : clash(bytes(path), name);
    }
  }
}

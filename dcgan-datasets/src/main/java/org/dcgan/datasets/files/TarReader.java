package org.dcgan.datasets.files;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.dcgan.image.MalformedFileException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entries of a tar archive one after another: POSIX (ustar, PAX), GNU, and the old
 * format. Concatenated archives are read to the end of the file, like {@code tar --ignore-zeros}.
 *
 * <p>Extension headers of an entry (long names, PAX headers) are limited to {@link #MAX_EXTENSION}
 * bytes, and are reported to a {@link Meter} as they are read. Of their values only the name, the
 * target of a link and the size are kept. Names are decoded by {@link EntryNames}, which limits
 * their length and depth.
 */
public final class TarReader {
  private static final int BLOCK = 512;

  /** Paths have 4,096 bytes at most; extended attributes of a file rarely more than 64 KiB. */
  private static final int MAX_EXTENSION = 1 << 20;

  private static final int NAME_LENGTH = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE_LENGTH = 12;
  private static final int CHECKSUM_AT = 148;
  private static final int CHECKSUM_LENGTH = 8;
  private static final int TYPE_AT = 156;
  private static final int LINK_AT = 157;
  private static final int MAGIC_AT = 257;
  private static final int PREFIX_AT = 345;
  private static final int PREFIX_LENGTH = 155;

  /** The beginning of the keys that mark a sparse file. */
  private static final String SPARSE = "GNU.sparse.";

  private static final byte[] PRESENT = {1};

  private final Path path;
  private final InputStream in;
  private final Meter meter;
  private final byte[] block = new byte[BLOCK];
  private final Map<String, byte[]> global = new HashMap<>();

  /** The offset of the next byte of the input. */
  private long position;

  /** The number of unread bytes of the current entry's content. */
  private long remaining;

  private long padding;

  /** Whether the last block was a block of zeros, which marks the end of an archive. */
  private boolean ended;

  private boolean finished;

  /** Counts the bytes that are not content of a file. */
  @FunctionalInterface
  public interface Meter {
    /**
     * Adds bytes of headers.
     *
     * @param bytes the number of bytes
     * @throws IOException to stop reading
     */
    void read(long bytes) throws IOException;
  }

  /** The type of an entry. */
  public enum Kind {
    /** A file with content. */
    FILE,
    /** A folder. */
    FOLDER,
    /** Another name of an earlier file. */
    HARD_LINK,
    /** A symbolic link. */
    SYMBOLIC_LINK,
    /** A file with holes, whose content is not stored contiguously. */
    SPARSE,
    /** A device, a pipe, or an unknown type. */
    OTHER
  }

  /**
   * An entry.
   *
   * @param name the decoded path; that of a folder does not end with a slash
   * @param raw the bytes of the path
   * @param kind the type
   * @param target the decoded path of a link's target
   * @param size the size of the content in bytes; 0 for links and folders
   * @param offset the offset of the content in the input
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Entry(String name, byte[] raw, Kind kind, String target, long size, long offset) {}

  /**
   * Creates a reader.
   *
   * @param path the archive, for messages
   * @param in the uncompressed bytes of the archive; not closed
   * @param meter counts the bytes that are not content
   */
  public TarReader(Path path, InputStream in, Meter meter) {
    this.path = path;
    this.in = in;
    this.meter = meter;
  }

  /**
   * Skips the remaining content of the current entry and reads the next entry.
   *
   * @return the entry, or null after the last one
   * @throws MalformedFileException if the archive is damaged or truncated
   * @throws IOException if it cannot be read
   */
  public @Nullable Entry next() throws IOException {
    skipContent();
    Map<String, byte[]> extended = new HashMap<>();
    while (readHeader()) {
      long headerAt = position - BLOCK;
      int type = block[TYPE_AT];
      long size = number(SIZE_AT, SIZE_LENGTH, headerAt);
      switch (type) {
        case 'L' -> extended.put("path", untilZero(extension(size, headerAt)));
        case 'K' -> extended.put("linkpath", untilZero(extension(size, headerAt)));
        case 'x', 'X' -> parsePax(extension(size, headerAt), extended, headerAt);
        case 'g' -> parsePax(extension(size, headerAt), global, headerAt);
        default -> {
          return entry(type, size, headerAt, extended);
        }
      }
    }
    if (!extended.isEmpty()) {
      throw malformed("ends after the header of an entry, without the entry; it is truncated");
    }
    return null;
  }

  private Entry entry(int type, long headerSize, long at, Map<String, byte[]> extended)
      throws IOException {
    byte[] name = value("path", extended);
    byte[] raw = name == null ? headerName() : name;
    byte[] link = value("linkpath", extended);
    byte[] rawTarget = link == null ? field(LINK_AT, NAME_LENGTH) : link;
    checkLength(raw, at);
    checkLength(rawTarget, at);
    String target = EntryNames.decode(rawTarget);
    byte[] paxSize = value("size", extended);
    long size = paxSize == null ? headerSize : decimal(paxSize, at);
    boolean sparse = type == 'S' || extended.containsKey(SPARSE);
    Kind kind =
        switch (type) {
          case 0, '0', '7' ->
              sparse
                  ? Kind.SPARSE
                  : raw.length > 0 && raw[raw.length - 1] == '/' ? Kind.FOLDER : Kind.FILE;
          case '1' -> Kind.HARD_LINK;
          case '2' -> Kind.SYMBOLIC_LINK;
          case '5' -> Kind.FOLDER;
          case 'S' -> Kind.SPARSE;
          default -> Kind.OTHER;
        };
    if (type == 'S') {
      skipSparseMaps();
    }
    boolean content = kind == Kind.FILE || kind == Kind.SPARSE || kind == Kind.OTHER;
    // Devices and pipes may have a size, but have no content.
    remaining = content && (type < '3' || type > '6') ? size : 0;
    padding = (BLOCK - remaining % BLOCK) % BLOCK;
    byte[] trimmed =
        kind == Kind.FOLDER && raw.length > 1 && raw[raw.length - 1] == '/'
            ? Arrays.copyOf(raw, raw.length - 1)
            : raw;
    return new Entry(
        EntryNames.decode(trimmed), trimmed, kind, target, kind == Kind.FILE ? size : 0, position);
  }

  private void checkLength(byte[] name, long headerAt) throws IOException {
    String reason = EntryNames.tooLong(name);
    if (reason != null) {
      throw new MalformedFileException(path, "the entry at offset " + headerAt + " " + reason);
    }
  }

  private byte @Nullable [] value(String key, Map<String, byte[]> extended) {
    byte[] value = extended.get(key);
    return value == null ? global.get(key) : value;
  }

  private byte[] headerName() {
    byte[] name = field(0, NAME_LENGTH);
    boolean posix = new String(block, MAGIC_AT, 6, StandardCharsets.ISO_8859_1).equals("ustar\0");
    if (!posix || block[PREFIX_AT] == 0) {
      return name;
    }
    byte[] prefix = field(PREFIX_AT, PREFIX_LENGTH);
    byte[] whole = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
    whole[prefix.length] = '/';
    System.arraycopy(name, 0, whole, prefix.length + 1, name.length);
    return whole;
  }

  private byte[] field(int at, int length) {
    return untilZero(Arrays.copyOfRange(block, at, at + length));
  }

  private static byte[] untilZero(byte[] bytes) {
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return Arrays.copyOf(bytes, length);
  }

  /** Reads a number in octal digits, or in binary after a byte of 0x80. */
  private long number(int at, int length, long headerAt) throws IOException {
    if ((block[at] & 0x80) != 0) {
      long value = block[at] & 0x3F;
      for (int i = at + 1; i < at + length; i++) {
        if (value >>> 55 != 0) {
          throw malformed("the header at offset " + headerAt + " has a number out of range");
        }
        value = value << 8 | (block[i] & 0xFF);
      }
      if ((block[at] & 0x40) != 0) {
        throw malformed("the header at offset " + headerAt + " has a negative size");
      }
      return value;
    }
    String text = new String(block, at, length, StandardCharsets.ISO_8859_1);
    String digits = text.replace('\0', ' ').strip();
    if (!digits.matches("[0-7]*")) {
      throw malformed(
          "the header at offset " + headerAt + " has no number where one is expected: " + digits);
    }
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }

  private long decimal(byte[] bytes, long headerAt) throws IOException {
    String digits = new String(bytes, StandardCharsets.ISO_8859_1);
    if (!digits.matches("[0-9]{1,18}")) {
      throw malformed("the PAX header before offset " + headerAt + " has no valid size: " + digits);
    }
    return Long.parseLong(digits);
  }

  private void parsePax(byte[] bytes, Map<String, byte[]> values, long headerAt)
      throws IOException {
    for (int at = 0; at < bytes.length && bytes[at] != 0; ) {
      int space = at;
      int length = 0;
      while (space < bytes.length && bytes[space] >= '0' && bytes[space] <= '9') {
        length = Math.min(length * 10 + bytes[space] - '0', MAX_EXTENSION + 1);
        space++;
      }
      int end = at + length;
      int equal = space + 1;
      while (equal < Math.min(end, bytes.length) && bytes[equal] != '=') {
        equal++;
      }
      if (space == at
          || end > bytes.length
          || equal >= end
          || bytes[space] != ' '
          || bytes[end - 1] != '\n') {
        throw malformed("the PAX header at offset " + headerAt + " is damaged");
      }
      String key = new String(bytes, space + 1, equal - space - 1, StandardCharsets.UTF_8);
      if (key.startsWith(SPARSE)) {
        // The map of a sparse file may be long, and there may be any number of keys.
        values.put(SPARSE, PRESENT);
      } else if (key.equals("path") || key.equals("linkpath") || key.equals("size")) {
        if (equal + 1 == end - 1) {
          values.remove(key);
        } else {
          values.put(key, Arrays.copyOfRange(bytes, equal + 1, end - 1));
        }
      }
      at = end;
    }
  }

  /** Reads the content of a header that belongs to the next entry. */
  private byte[] extension(long size, long headerAt) throws IOException {
    if (size > MAX_EXTENSION) {
      throw malformed(
          "the header at offset "
              + headerAt
              + " claims "
              + size
              + " bytes of names and attributes before an entry, more than the limit of "
              + MAX_EXTENSION);
    }
    byte[] bytes = new byte[(int) size];
    readFully(bytes);
    int rest = (int) ((BLOCK - size % BLOCK) % BLOCK);
    readFully(new byte[rest]);
    meter.read(size + rest);
    return bytes;
  }

  /** Skips the additional blocks with the map of a sparse file in GNU's format. */
  private void skipSparseMaps() throws IOException {
    boolean more = block[482] != 0;
    byte[] map = new byte[BLOCK];
    while (more) {
      readFully(map);
      meter.read(BLOCK);
      more = map[504] != 0;
    }
  }

  /** Reads the next block that is not all zeros into {@link #block}. */
  private boolean readHeader() throws IOException {
    while (!finished) {
      int count = in.readNBytes(block, 0, BLOCK);
      position += count;
      if (count < BLOCK) {
        // After the end mark, an incomplete block is ignored.
        finished = true;
        if (!ended) {
          throw malformed(
              "expected a block of zeros, the end mark, at offset "
                  + (position - count)
                  + "; it is truncated");
        }
        return false;
      }
      meter.read(BLOCK);
      if (isZero()) {
        ended = true;
      } else if (hasChecksum()) {
        ended = false;
        return true;
      } else if (ended) {
        finished = true;
        return false;
      } else {
        throw malformed(
            "expected the header of an entry at offset "
                + (position - BLOCK)
                + ", found other bytes; it is damaged, or not a tar archive");
      }
    }
    return false;
  }

  private boolean isZero() {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Verifies the sum of a header's bytes, in which the checksum field counts as spaces. Some
   * writers summed signed bytes.
   */
  private boolean hasChecksum() {
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean sum = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_LENGTH;
      unsigned += sum ? ' ' : block[i] & 0xFF;
      signed += sum ? ' ' : block[i];
    }
    String text =
        new String(block, CHECKSUM_AT, CHECKSUM_LENGTH, StandardCharsets.ISO_8859_1)
            .replace('\0', ' ')
            .strip();
    if (!text.matches("[0-7]{1,8}")) {
      return false;
    }
    long stored = Long.parseLong(text, 8);
    return stored == unsigned || stored == signed;
  }

  /**
   * Reads content of the current entry.
   *
   * @param buffer receives the content
   * @return the number of bytes; -1 at the end of the entry
   * @throws MalformedFileException if the archive ends within the entry
   * @throws IOException if it cannot be read
   */
  public int read(byte[] buffer) throws IOException {
    if (remaining == 0) {
      return -1;
    }
    int count = in.read(buffer, 0, (int) Math.min(buffer.length, remaining));
    if (count < 0) {
      throw cut();
    }
    position += count;
    remaining -= count;
    return count;
  }

  private void skipContent() throws IOException {
    long skip = remaining + padding;
    if (skip < 0) {
      throw malformed("has an entry of more than 2^63 bytes");
    }
    try {
      in.skipNBytes(skip);
    } catch (java.io.EOFException e) {
      throw cut();
    }
    position += skip;
    remaining = 0;
    padding = 0;
  }

  private void readFully(byte[] bytes) throws IOException {
    if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
      throw cut();
    }
    position += bytes.length;
  }

  private MalformedFileException cut() {
    return malformed("ends within an entry, after offset " + position + "; it is truncated");
  }

  private MalformedFileException malformed(String reason) {
    return new MalformedFileException(path, printable("is not a whole tar archive: " + reason));
  }
}

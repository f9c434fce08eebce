package org.dcgan.datasets.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.deflate64.Deflate64CompressorInputStream;
import org.dcgan.datasets.internal.PositionalStream;
import org.dcgan.image.MalformedFileException;
import org.dcgan.internal.io.PositionalFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads the central directory of a zip archive, with or without ZIP64, entry by entry, and the
 * content of entries in any order (APPNOTE.TXT 6.3.10). Content may be read by several threads
 * concurrently.
 *
 * <p>Names with the UTF-8 flag are UTF-8. Other names are also decoded as UTF-8 if their bytes are
 * valid UTF-8, since many writers omit the flag. The remaining names are decoded as code page 437
 * if the archive was written under DOS or Windows, as the format specifies, and otherwise as
 * ISO-8859-1.
 */
public final class ZipDirectory {
  /** The name of an unknown compression method. */
  private static final String UNKNOWN = "an unknown method";

  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final int DEFLATED64 = 9;

  private static final int END_SIZE = 22;
  private static final int MAX_COMMENT = 0xFFFF;
  private static final int END = 0x06054b50;
  private static final int END64 = 0x06064b50;
  private static final int LOCATOR64 = 0x07064b50;
  private static final int LOCATOR64_SIZE = 20;
  private static final int END64_SIZE = 56;
  private static final int CENTRAL = 0x02014b50;
  private static final int CENTRAL_SIZE = 46;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_SIZE = 30;
  private static final int ZIP64_EXTRA = 1;
  private static final int ENCRYPTED = 1;
  private static final int UTF8 = 1 << 11;
  private static final int UNIX = 3;
  private static final int DARWIN = 19;
  private static final int FILE_TYPE = 0xF000;
  private static final int LINK_TYPE = 0xA000;

  private final Path path;
  private final PositionalFile file;
  private final InputStream in;
  private final long start;

  /** The number of bytes before the archive, such as a self-extracting program. */
  private final long before;

  private final long entries;
  private long read;

  /**
   * An entry.
   *
   * @param name the decoded path; that of a folder ends with a slash
   * @param raw the bytes of the path
   * @param method the number of the compression method
   * @param encrypted whether a password is needed
   * @param link whether it is a symbolic link
   * @param packed the compressed size in bytes
   * @param size the size of the content in bytes
   * @param crc the CRC-32 of the content
   * @param header the offset of its local header
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Entry(
      String name,
      byte[] raw,
      int method,
      boolean encrypted,
      boolean link,
      long packed,
      long size,
      int crc,
      long header) {

    /**
     * Returns whether {@link #content} supports its compression.
     *
     * @return true for none, Deflate and Deflate64
     */
    public boolean readable() {
      return !encrypted && (method == STORED || method == DEFLATED || method == DEFLATED64);
    }

    /**
     * Returns the compression method for messages.
     *
     * @return its name and number
     */
    public String methodName() {
      String name =
          switch (method) {
            case STORED -> "no compression";
            case 1 -> "Shrink";
            case 6 -> "Implode";
            case DEFLATED -> "Deflate";
            case DEFLATED64 -> "Deflate64";
            case 12 -> "BZip2";
            case 14 -> "LZMA";
            case 93 -> "Zstandard";
            case 95 -> "XZ";
            case 98 -> "PPMd";
            case 99 -> "AES encryption";
            default -> UNKNOWN;
          };
      return name + " (method " + method + ")";
    }
  }

  private ZipDirectory(
      Path path, PositionalFile file, long before, long start, long end, long entries) {
    this.path = path;
    this.file = file;
    this.before = before;
    this.start = start;
    this.in = PositionalStream.of(file, start, end);
    this.entries = entries;
  }

  /**
   * Finds the directory of an archive.
   *
   * @param path the archive, for messages
   * @param file the same, open
   * @return the directory, before its first entry
   * @throws MalformedFileException if there is none, or it is damaged
   * @throws IOException if it cannot be read
   */
  public static ZipDirectory open(Path path, PositionalFile file) throws IOException {
    long size = file.size();
    ByteBuffer tail = bytes(file, Math.max(0, size - END_SIZE - MAX_COMMENT), size);
    for (int at = tail.limit() - END_SIZE; at >= 0; at--) {
      if (tail.getInt(at) == END
          && (tail.getShort(at + 20) & 0xFFFF) <= tail.limit() - at - END_SIZE) {
        return open(path, file, tail, at, size - tail.limit() + at);
      }
    }
    throw malformed(path, "it has no directory at its end; it is truncated, or no zip archive");
  }

  private static ZipDirectory open(
      Path path, PositionalFile file, ByteBuffer tail, int at, long endAt) throws IOException {
    int disk = tail.getShort(at + 4) & 0xFFFF;
    long entries = tail.getShort(at + 10) & 0xFFFF;
    long bytes = tail.getInt(at + 12) & 0xFFFFFFFFL;
    long start = tail.getInt(at + 16) & 0xFFFFFFFFL;
    long end = endAt;
    long locatorAt = endAt - LOCATOR64_SIZE;
    if (locatorAt >= 0) {
      ByteBuffer locator = bytes(file, locatorAt, endAt);
      if (locator.getInt(0) == LOCATOR64) {
        long at64 = locator.getLong(8);
        if (at64 < 0 || at64 > locatorAt - END64_SIZE) {
          throw malformed(path, "its directory lies outside of it; it is damaged");
        }
        ByteBuffer end64 = bytes(file, at64, at64 + END64_SIZE);
        if (end64.getInt(0) != END64) {
          throw malformed(path, "the record of its directory is damaged");
        }
        entries = end64.getLong(32);
        bytes = end64.getLong(40);
        start = end64.getLong(48);
        end = at64;
        disk = 0;
      }
    }
    if (disk != 0) {
      throw malformed(
          path,
          "it is the last part of a split archive; join the parts first (zip -s 0), or"
              + " unpack them and open the folder");
    }
    long before = end - bytes - start;
    if (bytes < 0 || bytes > end || start < 0 || before < 0 || entries < 0) {
      throw malformed(
          path,
          "its directory is said to have "
              + bytes
              + " bytes at offset "
              + start
              + ", but ends at offset "
              + end
              + "; it is damaged or truncated");
    }
    return new ZipDirectory(path, file, before, end - bytes, end, entries);
  }

  private static ByteBuffer bytes(PositionalFile file, long from, long to) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) (to - from)).order(ByteOrder.LITTLE_ENDIAN);
    file.read(from, bytes);
    return bytes.flip();
  }

  /**
   * Reads the next entry.
   *
   * @return the entry, or null after the last one
   * @throws MalformedFileException if the directory is damaged
   * @throws IOException if it cannot be read
   */
  public @Nullable Entry next() throws IOException {
    ByteBuffer header = read(CENTRAL_SIZE);
    if (header == null || header.getInt(0) != CENTRAL) {
      if (header != null || read != entries) {
        throw malformed(
            path,
            "its directory has " + read + " entries, expected " + entries + "; it is damaged");
      }
      return null;
    }
    read++;
    int host = header.get(5) & 0xFF;
    int flags = header.getShort(8) & 0xFFFF;
    byte[] raw = part(header.getShort(28)).array();
    String reason = EntryNames.tooLong(raw);
    if (reason != null) {
      throw new MalformedFileException(path, "entry " + read + " of the zip archive " + reason);
    }
    ByteBuffer extra = part(header.getShort(30));
    ByteBuffer unused = part(header.getShort(32)); // the comment
    long[] wide = {
      header.getInt(24) & 0xFFFFFFFFL,
      header.getInt(20) & 0xFFFFFFFFL,
      header.getInt(42) & 0xFFFFFFFFL
    };
    widen(extra, wide);
    wide[2] += wide[2] < start ? before : 0;
    long mode = (header.getInt(38) & 0xFFFFFFFFL) >>> 16;
    Charset otherwise =
        (flags & UTF8) != 0 || host == UNIX || host == DARWIN
            ? StandardCharsets.ISO_8859_1
            : Charset.forName("IBM437");
    Entry entry =
        new Entry(
            EntryNames.decode(raw, otherwise),
            raw,
            header.getShort(10) & 0xFFFF,
            (flags & ENCRYPTED) != 0,
            host == UNIX && (mode & FILE_TYPE) == LINK_TYPE,
            wide[1],
            wide[0],
            header.getInt(16),
            wide[2]);
    if (entry.size < 0
        || entry.packed < 0
        || entry.header < 0
        || entry.header > start - LOCAL_SIZE
        || entry.packed > start - LOCAL_SIZE - entry.header) {
      throw malformed(
          path, "entry " + read + " lies outside of the archive; the directory is damaged");
    }
    return entry;
  }

  /**
   * Reads the sizes and the offset that do not fit 32 bits from the ZIP64 record, in this order.
   */
  private void widen(ByteBuffer extra, long[] wide) throws IOException {
    while (extra.remaining() >= 4) {
      int id = extra.getShort() & 0xFFFF;
      int length = extra.getShort() & 0xFFFF;
      if (length > extra.remaining()) {
        // Some writers pad the extra field with other bytes.
        return;
      }
      int end = extra.position() + length;
      if (id == ZIP64_EXTRA) {
        for (int i = 0; i < wide.length; i++) {
          if (wide[i] == 0xFFFFFFFFL) {
            if (extra.position() > end - Long.BYTES) {
              throw malformed(path, "the sizes of entry " + read + " are damaged");
            }
            wide[i] = extra.getLong();
          }
        }
        return;
      }
      extra.position(end);
    }
  }

  private ByteBuffer part(short length) throws IOException {
    ByteBuffer part = read(length & 0xFFFF);
    if (part == null) {
      throw malformed(path, "entry " + read + " is cut off in its directory");
    }
    return part;
  }

  private @Nullable ByteBuffer read(int length) throws IOException {
    byte[] bytes = new byte[length];
    int count = in.readNBytes(bytes, 0, length);
    if (count > 0 && count < length) {
      throw malformed(path, "its directory is cut off after " + read + " entries");
    }
    return count < length ? null : ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Opens the content of an entry.
   *
   * @param header {@link Entry#header}
   * @param packed {@link Entry#packed}
   * @param method {@link Entry#method}
   * @return the content, whose size and checksum are not verified
   * @throws IOException if its header is damaged, or the archive cannot be read
   */
  public InputStream content(long header, long packed, int method) throws IOException {
    ByteBuffer local = bytes(file, header, header + LOCAL_SIZE);
    if (local.getInt(0) != LOCAL) {
      throw new IOException("its header at offset " + header + " is damaged");
    }
    long from = header + LOCAL_SIZE + (local.getShort(26) & 0xFFFF) + (local.getShort(28) & 0xFFFF);
    if (packed > start - from) {
      throw new EOFException("its content goes on behind the end of the archive's content");
    }
    InputStream raw = PositionalStream.of(file, from, from + packed);
    return switch (method) {
      case STORED -> raw;
      case DEFLATED -> new Inflating(raw);
      case DEFLATED64 -> new Deflate64CompressorInputStream(raw);
      default -> throw new IOException("is compressed by method " + method);
    };
  }

  /** Frees the native memory of its inflater. */
  private static final class Inflating extends InflaterInputStream {
    Inflating(InputStream in) {
      super(in, new Inflater(true), 1 << 13);
    }

    @Override
    public void close() throws IOException {
      try {
        super.close();
      } finally {
        inf.end();
      }
    }
  }

  private static MalformedFileException malformed(Path path, String reason) {
    return new MalformedFileException(path, "is not a whole zip archive: " + reason);
  }
}

package org.dcgan.datasets.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Locale;
import org.dcgan.image.MalformedFileException;
import org.dcgan.internal.io.PositionalFile;

/**
 * What the two meta pages of an LMDB environment (version 0.9, 64 bits, little-endian) say: the
 * layout of {@code MDB_meta} and {@code MDB_db} in LMDB's mdb.c.
 *
 * @param pageSize bytes per page
 * @param depth levels of the main tree
 * @param branchPages pages of separators in it
 * @param leafPages pages of entries in it
 * @param entries its keys
 * @param root the page number of its root
 * @param lastPage the highest page number in use
 */
record LmdbHeader(
    int pageSize,
    int depth,
    long branchPages,
    long leafPages,
    long entries,
    long root,
    long lastPage) {
  /** Page number, padding, flags, bounds. */
  static final int PAGE_HEADER = 16;

  private static final int META_BYTES = 152;
  private static final int MAGIC = 0xBEEFC0DE;
  private static final int VERSION = 1;
  private static final int META_PAGE = 8;
  private static final int MIN_PAGE = 256;
  private static final int MAX_PAGE = 32_768;
  private static final int MAX_DEPTH = 32;

  /** Offsets within a meta page. */
  private static final int FLAGS_AT = 10;

  private static final int MAGIC_AT = 16;
  private static final int VERSION_AT = 20;
  private static final int PAGE_SIZE_AT = 40;
  private static final int MAIN_AT = 88;
  private static final int LAST_PAGE_AT = 136;
  private static final int TRANSACTION_AT = 144;

  /** Reads both meta pages, checks them against the file's size, and takes the newer one. */
  static LmdbHeader read(PositionalFile file) throws IOException {
    Path path = file.path();
    ByteBuffer first = meta(file, 0);
    int pageSize = first.getInt(PAGE_SIZE_AT);
    if (pageSize < MIN_PAGE || pageSize > MAX_PAGE || Integer.bitCount(pageSize) != 1) {
      throw new MalformedFileException(
          path,
          "expected a page size of 256 to 32768 bytes, a power of two, at offset "
              + PAGE_SIZE_AT
              + "; found "
              + pageSize);
    }
    ByteBuffer second = meta(file, pageSize);
    if (second.getInt(PAGE_SIZE_AT) != pageSize) {
      throw new MalformedFileException(
          path,
          String.format(
              Locale.ROOT,
              "the two meta pages disagree on the page size: %d and %d bytes",
              pageSize,
              second.getInt(PAGE_SIZE_AT)));
    }
    boolean firstIsNewer = first.getLong(TRANSACTION_AT) >= second.getLong(TRANSACTION_AT);
    if (first.getLong(TRANSACTION_AT) < 0 || second.getLong(TRANSACTION_AT) < 0) {
      throw new MalformedFileException(path, "a meta page has a transaction number beyond 2^63");
    }
    return of(path, file.size(), pageSize, firstIsNewer ? first : second);
  }

  private static LmdbHeader of(Path path, long size, int pageSize, ByteBuffer meta)
      throws IOException {
    long lastPage = meta.getLong(LAST_PAGE_AT);
    if (lastPage < 1 || lastPage > Long.MAX_VALUE / MAX_PAGE - 1) {
      throw new MalformedFileException(path, "claims that its last page is number " + lastPage);
    }
    if ((lastPage + 1) * pageSize > size) {
      throw new MalformedFileException(
          path,
          String.format(
              Locale.ROOT,
              "expected %d bytes (%d pages of %d), found %d; it is truncated, fetch it again",
              (lastPage + 1) * pageSize,
              lastPage + 1,
              pageSize,
              size));
    }
    int flags = meta.getShort(MAIN_AT + 4) & 0xFFFF;
    if (flags != 0) {
      throw new MalformedFileException(
          path,
          String.format(
              Locale.ROOT,
              "expected a plain table of one value for each key, found flags %#x (duplicates,"
                  + " integer or reversed keys)",
              flags));
    }
    LmdbHeader header =
        new LmdbHeader(
            pageSize,
            meta.getShort(MAIN_AT + 6) & 0xFFFF,
            meta.getLong(MAIN_AT + 8),
            meta.getLong(MAIN_AT + 16),
            meta.getLong(MAIN_AT + 32),
            meta.getLong(MAIN_AT + 40),
            lastPage);
    if (header.entries < 0 || header.entries > Integer.MAX_VALUE || header.depth > MAX_DEPTH) {
      throw new MalformedFileException(
          path,
          String.format(
              Locale.ROOT,
              "claims %s entries in a tree of depth %d; at most 2^31 - 1 and %d can be read",
              Long.toUnsignedString(header.entries),
              header.depth,
              MAX_DEPTH));
    }
    if (header.entries == 0 != (header.depth == 0) || header.entries == 0 != (header.root == -1)) {
      throw new MalformedFileException(
          path,
          String.format(
              Locale.ROOT,
              "claims %d entries in a tree of depth %d with root %d, which contradict each other",
              header.entries,
              header.depth,
              header.root));
    }
    return header;
  }

  private static ByteBuffer meta(PositionalFile file, long offset) throws IOException {
    Path path = file.path();
    ByteBuffer meta = ByteBuffer.allocate(META_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    if (file.size() < offset + META_BYTES) {
      throw new MalformedFileException(
          path,
          "ends at byte "
              + file.size()
              + ", within the meta page at offset "
              + offset
              + "; it is truncated, or not an LMDB environment");
    }
    file.read(offset, meta);
    int magic = meta.getInt(MAGIC_AT);
    if (magic != MAGIC || (meta.getShort(FLAGS_AT) & META_PAGE) == 0) {
      throw new MalformedFileException(
          path,
          String.format(
              Locale.ROOT,
              "not an environment of LMDB 0.9 (64 bits, little-endian): expected %08x and a meta page's"
                  + " flag at offset %d, found %08x and flags %#x",
              MAGIC,
              offset + MAGIC_AT,
              magic,
              meta.getShort(FLAGS_AT)));
    }
    if (meta.getInt(VERSION_AT) != VERSION) {
      throw new MalformedFileException(
          path,
          "expected version "
              + VERSION
              + " of LMDB's format, found "
              + Integer.toUnsignedString(meta.getInt(VERSION_AT)));
    }
    return meta;
  }
}

package org.dcgan.datasets.format;

import static org.dcgan.internal.PrintableText.printable;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.dcgan.image.MalformedFileException;
import org.dcgan.internal.io.PositionalFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The main tree of an environment. {@link #check} looks at every page with keys, after which each
 * reference is known to lead into the file, each page to be of the kind that it should be, and all
 * keys to be in order; {@link #key} and {@link #value} check the page that they read once more.
 *
 * <p>Values on pages of their own are not touched, only their bounds are checked, so LSUN's 43 GB
 * cost reading 0.2 GB.
 */
final class LmdbTree {
  private static final Logger LOG = LoggerFactory.getLogger(LmdbTree.class);
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final int BRANCH = 1;
  private static final int LEAF = 2;

  /** What a clean page's flags may be besides; LMDB marks pages that it is writing. */
  private static final int DIRTY = 0x10;

  /** The value lies on pages of its own. */
  private static final int BIG = 1;

  private static final int NODE_HEADER = 8;

  /** Larger values cannot be images, and an array could not hold the largest. */
  private static final long MAX_VALUE = 1L << 30;

  private final Path path;
  private final PositionalFile file;
  private final LmdbHeader header;
  private final LmdbIndex keys = new LmdbIndex();
  private byte[] lastKey = new byte[0];
  private long branches;
  private long leaves;
  private long nextReport = System.nanoTime() + REPORT_NANOS;

  LmdbTree(PositionalFile file, LmdbHeader header) {
    this.path = file.path();
    this.file = file;
    this.header = header;
  }

  /** Checks the tree and records where its entries are; to be called once. */
  LmdbIndex check() throws IOException {
    if (header.depth() > 0) {
      visit(header.root(), 1, null, null);
    }
    if (keys.size() != header.entries()
        || branches != header.branchPages()
        || leaves != header.leafPages()) {
      throw new MalformedFileException(
          path,
          String.format(
              Locale.ROOT,
              "claims %d entries on %d pages under %d, but has %d on %d under %d",
              header.entries(),
              header.leafPages(),
              header.branchPages(),
              keys.size(),
              leaves,
              branches));
    }
    return keys;
  }

  /**
   * Visits a page and all below it.
   *
   * @param low the least key that may occur here, or null
   * @param high the key that all here must be below, or null
   */
  private void visit(long number, int level, byte @Nullable [] low, byte @Nullable [] high)
      throws IOException {
    boolean leaf = level == header.depth();
    if (leaf ? ++leaves > header.leafPages() : ++branches > header.branchPages()) {
      throw bad(number, "is one more than the file claims to have");
    }
    ByteBuffer page = page(number, leaf);
    int nodes = nodes(page);
    if (leaf) {
      keys.addLeaf(number);
      for (int i = 0; i < nodes; i++) {
        entry(number, page, node(number, page, i), low, high);
      }
    } else {
      children(number, page, nodes, level, low, high);
    }
  }

  /** Reads a page of a kind and checks its header. */
  private ByteBuffer page(long number, boolean leaf) throws IOException {
    ByteBuffer page = page(number);
    int flags = page.getShort(10) & 0xFFFF & ~DIRTY;
    if (page.getLong(0) != number || flags != (leaf ? LEAF : BRANCH)) {
      throw bad(
          number,
          String.format(
              Locale.ROOT,
              "is expected to be a %s with its own number, found flags %#x and number %d",
              leaf ? "leaf" : "branch",
              flags,
              page.getLong(0)));
    }
    int lower = page.getShort(12) & 0xFFFF;
    int upper = page.getShort(14) & 0xFFFF;
    int nodes = nodes(page);
    if (lower % 2 != 0 || lower > upper || upper > header.pageSize() || nodes < (leaf ? 1 : 2)) {
      throw bad(number, "has impossible bounds, " + lower + " and " + upper);
    }
    return page;
  }

  private static int nodes(ByteBuffer page) {
    return ((page.getShort(12) & 0xFFFF) - LmdbHeader.PAGE_HEADER) / 2;
  }

  /** Returns a copy of an entry's key. */
  byte[] key(LmdbIndex.Location location) throws IOException {
    ByteBuffer page = page(location.page(), true);
    return key(page, nodeAt(location, page));
  }

  /** Returns a copy of an entry's value. */
  byte[] value(LmdbIndex.Location location) throws IOException {
    ByteBuffer page = page(location.page(), true);
    int node = nodeAt(location, page);
    checkValue(location.index(), location.page(), page, node);
    byte[] value = new byte[page.getInt(node)];
    int valueAt = node + NODE_HEADER + keySize(page, node);
    if (page.getShort(node + 4) == 0) {
      page.get(valueAt, value);
    } else {
      file.read(page.getLong(valueAt) * header.pageSize() + LmdbHeader.PAGE_HEADER, value);
    }
    return value;
  }

  private int nodeAt(LmdbIndex.Location location, ByteBuffer page) throws MalformedFileException {
    if (location.node() >= nodes(page)) {
      throw bad(location.page(), "has fewer entries than when it was opened");
    }
    return node(location.page(), page, location.node());
  }

  private void children(
      long number,
      ByteBuffer page,
      int nodes,
      int level,
      byte @Nullable [] low,
      byte @Nullable [] high)
      throws IOException {
    byte @Nullable [] from = low;
    for (int i = 0; i < nodes; i++) {
      int node = node(number, page, i);
      byte @Nullable [] to = i + 1 < nodes ? key(page, node(number, page, i + 1)) : high;
      if (to != null && from != null && Arrays.compareUnsigned(from, to) >= 0) {
        throw bad(number, "has separators out of order at number " + i);
      }
      long child = (page.getInt(node) & 0xFFFFFFFFL) | (page.getShort(node + 4) & 0xFFFFL) << 32;
      visit(child, level + 1, from, to);
      from = to;
    }
  }

  /** The position of a node, whose header and key lie within the page. */
  private int node(long number, ByteBuffer page, int index) throws MalformedFileException {
    int at = page.getShort(LmdbHeader.PAGE_HEADER + 2 * index) & 0xFFFF;
    int upper = page.getShort(14) & 0xFFFF;
    if (at < upper
        || at % 2 != 0
        || at + NODE_HEADER > header.pageSize()
        || at + NODE_HEADER + keySize(page, at) > header.pageSize()) {
      throw bad(number, "has node " + index + " outside its bounds, at " + at);
    }
    return at;
  }

  private void entry(
      long number, ByteBuffer page, int node, byte @Nullable [] low, byte @Nullable [] high)
      throws MalformedFileException {
    byte[] key = key(page, node);
    if (key.length == 0
        || (keys.size() > 0 && Arrays.compareUnsigned(lastKey, key) >= 0)
        || (low != null && Arrays.compareUnsigned(key, low) < 0)
        || (high != null && Arrays.compareUnsigned(key, high) >= 0)) {
      throw bad(number, "has keys out of order at entry " + keys.size());
    }
    lastKey = key;
    long valueBytes = checkValue(keys.size(), number, page, node);
    if (keys.size() == header.entries()) {
      throw bad(number, "has more than the " + header.entries() + " entries that the file claims");
    }
    keys.addEntry(key, valueBytes);
    report();
  }

  /** Checks where the value of a node lies, and returns its size. */
  @CanIgnoreReturnValue
  private long checkValue(int index, long number, ByteBuffer page, int node)
      throws MalformedFileException {
    long valueBytes = page.getInt(node) & 0xFFFFFFFFL;
    int flags = page.getShort(node + 4) & 0xFFFF;
    int valueAt = node + NODE_HEADER + keySize(page, node);
    if (flags == 0) {
      if (valueAt + valueBytes > header.pageSize()) {
        throw bad(number, "has a value of " + valueBytes + " bytes that leaves it");
      }
    } else if (flags == BIG && valueAt + Long.BYTES <= header.pageSize()) {
      long first = page.getLong(valueAt);
      long pages = (LmdbHeader.PAGE_HEADER - 1 + valueBytes) / header.pageSize() + 1;
      if (first < 2 || first > header.lastPage() || pages > header.lastPage() + 1 - first) {
        throw bad(
            number,
            String.format(
                Locale.ROOT,
                "has a value of %d bytes at page %d, which lies outside the file's pages 2 to %d",
                valueBytes,
                first,
                header.lastPage()));
      }
    } else {
      throw new MalformedFileException(
          path,
          String.format(
              Locale.ROOT,
              "entry %d (page %d) has flags %#x, expected a plain value; environments of named"
                  + " tables or of several values for a key are not read",
              index,
              number,
              flags));
    }
    if (valueBytes > MAX_VALUE) {
      throw bad(number, "has a value of " + valueBytes + " bytes, which cannot be an image");
    }
    return valueBytes;
  }

  private void report() {
    if (keys.size() % 1024 == 0 && System.nanoTime() > nextReport) {
      LOG.info("{}: {} of {} keys checked", printable(path), keys.size(), header.entries());
      nextReport = System.nanoTime() + REPORT_NANOS;
    }
  }

  private static int keySize(ByteBuffer page, int node) {
    return page.getShort(node + 6) & 0xFFFF;
  }

  private static byte[] key(ByteBuffer page, int node) {
    byte[] key = new byte[keySize(page, node)];
    page.get(node + NODE_HEADER, key);
    return key;
  }

  private ByteBuffer page(long number) throws IOException {
    if (number < 2 || number > header.lastPage()) {
      throw bad(number, "is asked for, but the file's pages are 2 to " + header.lastPage());
    }
    ByteBuffer page = ByteBuffer.allocate(header.pageSize()).order(ByteOrder.LITTLE_ENDIAN);
    file.read(number * header.pageSize(), page);
    return page;
  }

  private MalformedFileException bad(long number, String what) {
    return new MalformedFileException(
        path,
        String.format(
            Locale.ROOT,
            "page %d (offset %d) %s; the environment is damaged; download it again",
            number,
            number * header.pageSize(),
            what));
  }
}

package org.dcgan.datasets.format;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.util.Arrays;

/**
 * Every {@value #STRIDE}th key of a table, so that any entry is found in one search and a few steps
 * from there. For LSUN's three million bedrooms this takes 9 MB.
 */
final class LmdbKeys {
  /** Stepping over a key costs less than a microsecond; a search costs several. */
  static final int STRIDE = 16;

  private byte[] pool = new byte[1024];
  private int[] ends = new int[16];
  private int anchors;
  private int size;
  private final Hasher fingerprint = Hashing.sha256().newHasher();

  /** Adds the next key in order, of so many bytes of value. */
  void add(byte[] page, int offset, int length, long valueBytes) {
    if (size % STRIDE == 0) {
      int start = end(anchors);
      int end = Math.addExact(start, length);
      if (end > pool.length) {
        pool = Arrays.copyOf(pool, (int) Math.min(Integer.MAX_VALUE - 8, 2L * end));
      }
      if (anchors == ends.length) {
        ends = Arrays.copyOf(ends, 2 * anchors);
      }
      System.arraycopy(page, offset, pool, start, length);
      ends[anchors++] = end;
    }
    fingerprint.putInt(length).putBytes(page, offset, length).putLong(valueBytes);
    size++;
  }

  private int end(int count) {
    return count == 0 ? 0 : ends[count - 1];
  }

  int size() {
    return size;
  }

  /** The last recorded key that is not behind an entry. */
  byte[] anchor(int index) {
    int anchor = index / STRIDE;
    return Arrays.copyOfRange(pool, end(anchor), end(anchor + 1));
  }

  /** Of all keys and the sizes of their values; to be asked for once, at the end. */
  HashCode fingerprint() {
    return fingerprint.hash();
  }
}

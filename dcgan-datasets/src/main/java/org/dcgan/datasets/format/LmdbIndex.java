package org.dcgan.datasets.format;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.util.Arrays;

/**
 * The leaf pages of a table in the order of their keys, which locate an entry by its index. For the
 * 38,000 leaf pages of LSUN's three million bedrooms this takes half a megabyte.
 */
final class LmdbIndex {
  private long[] pages = new long[16];
  private int[] firsts = new int[16];
  private int leaves;
  private int size;
  private final Hasher hasher = Hashing.sha256().newHasher();

  /** Adds the next leaf page. */
  void addLeaf(long page) {
    if (leaves == pages.length) {
      pages = Arrays.copyOf(pages, 2 * leaves);
      firsts = Arrays.copyOf(firsts, 2 * leaves);
    }
    pages[leaves] = page;
    firsts[leaves++] = size;
  }

  /** Adds the next entry of the last leaf page, in the order of keys. */
  void addEntry(byte[] key, long valueBytes) {
    hasher.putInt(key.length).putBytes(key).putLong(valueBytes);
    size++;
  }

  int size() {
    return size;
  }

  /** Which node of which leaf page an entry is. */
  record Location(int index, long page, int node) {}

  Location location(int index) {
    int found = Arrays.binarySearch(firsts, 0, leaves, index);
    int leaf = found >= 0 ? found : -found - 2;
    return new Location(index, pages[leaf], index - firsts[leaf]);
  }

  /** Of all keys and the sizes of their values; to be asked for once, at the end. */
  HashCode fingerprint() {
    return hasher.hash();
  }
}

package org.dcgan.datasets.dedup;

import org.dcgan.hashing.ImageCodes;

/**
 * The keys of codes with their images, partitioned by the upper bits of a hash so that each part
 * fits the processor's cache. Thus the time of a lookup does not grow with the number of codes.
 * Takes 8 bytes per image.
 *
 * <p>The part is selected by the upper bits of a hash of the code; the key is the lower 32 bits.
 * Images of a part are in the order of their indices. Among millions of images, different codes may
 * have equal keys.
 */
final class Partitions {
  /** The average number of images of a part, whose keys and table fit the cache. */
  private static final int PART = 32_768;

  private final int[] keys;
  private final int[] images;
  private final int[] ends;

  private Partitions(int[] keys, int[] images, int[] ends) {
    this.keys = keys;
    this.images = images;
    this.ends = ends;
  }

  static Partitions of(ImageCodes codes) {
    int size = codes.size();
    int bits = 0;
    while (bits < 16 && size >> bits > PART) {
      bits++;
    }
    int[] starts = new int[(1 << bits) + 1];
    for (int i = 0; i < size; i++) {
      if (!codes.isMissing(i)) {
        starts[part(key(codes, i), bits) + 1]++;
      }
    }
    for (int p = 0; p < 1 << bits; p++) {
      starts[p + 1] += starts[p];
    }
    int total = starts[1 << bits];
    int[] keys = new int[total];
    int[] images = new int[total];
    for (int i = 0; i < size; i++) {
      if (!codes.isMissing(i)) {
        long key = key(codes, i);
        int position = starts[part(key, bits)]++;
        keys[position] = (int) key;
        images[position] = i;
      }
    }
    // Each position has moved to the end of its part.
    return new Partitions(keys, images, starts);
  }

  private static int part(long key, int bits) {
    return bits == 0 ? 0 : (int) (key >>> (64 - bits));
  }

  /** Codes are not uniformly distributed; keys are. */
  static long key(ImageCodes codes, int image) {
    return key(codes.high(image), codes.low(image));
  }

  /** The mixing function of SplitMix64. */
  static long key(long high, long low) {
    long mixed = (high ^ high >>> 32) * 0x9E3779B97F4A7C15L + low;
    mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return mixed ^ mixed >>> 31;
  }

  int count() {
    return ends.length - 1;
  }

  int start(int part) {
    return part == 0 ? 0 : ends[part - 1];
  }

  int end(int part) {
    return ends[part];
  }

  int key(int position) {
    return keys[position];
  }

  int image(int position) {
    return images[position];
  }

  long bytes() {
    return 4L * keys.length + 4L * images.length + 4L * ends.length;
  }
}

package org.dcgan.datasets.dedup;

import java.util.Arrays;
import org.dcgan.hashing.ImageCodes;

/**
 * Groups images whose codes differ and lie within a radius.
 *
 * <p>The bits are divided into radius + 1 pieces. Two codes within the radius are equal in at least
 * one piece, so only such pairs are compared. If many codes are equal in a piece (bits of low
 * entropy), their remaining bits are divided again.
 */
final class NearCodes {
  /** Up to this number of codes, all pairs are compared. */
  private static final int FEW = 48;

  private final ImageCodes codes;
  private final int radius;
  private long[] pairs = new long[1024];
  private int found;

  NearCodes(ImageCodes codes, int radius) {
    this.codes = codes;
    this.radius = radius;
  }

  /**
   * Finds the groups.
   *
   * @param firsts the groups of equal codes that {@link Deduplicator} found: the index of the first
   *     image of the group plus 1, or 0
   */
  void join(int[] firsts) {
    int count = 0;
    int[] distinct = new int[firsts.length];
    for (int i = 0; i < firsts.length; i++) {
      if (firsts[i] == 0 && !codes.isMissing(i)) {
        distinct[count++] = i;
      }
    }
    long high = codes.bits() == 128 ? -1 : codes.bits() > 64 ? (1L << (codes.bits() - 64)) - 1 : 0;
    long low = codes.bits() >= 64 ? -1 : (1L << codes.bits()) - 1;
    compare(distinct, 0, count, high, low);
    Arrays.sort(pairs, 0, found);
    // Sorted by the first and then the second image: the first image of a group never joins another
    // group.
    for (int i = 0; i < found; i++) {
      int first = (int) (pairs[i] >>> 32);
      int second = (int) pairs[i];
      if (firsts[first] == 0 && firsts[second] == 0) {
        firsts[second] = first + 1;
      }
    }
    // Images with equal codes follow the image that has joined a group.
    for (int i = 0; i < firsts.length; i++) {
      if (firsts[i] > 0 && firsts[firsts[i] - 1] > 0) {
        firsts[i] = firsts[firsts[i] - 1];
      }
    }
  }

  /** Compares images that are equal in all bits but those of the mask. */
  private void compare(int[] images, int from, int to, long high, long low) {
    int free = Long.bitCount(high) + Long.bitCount(low);
    if (to - from <= FEW || free <= radius + 1) {
      for (int i = from; i < to; i++) {
        for (int j = i + 1; j < to; j++) {
          if (codes.distance(images[i], images[j]) <= radius) {
            note(images[i], images[j]);
          }
        }
      }
      return;
    }
    long[] keyed = new long[to - from];
    for (int piece = 0; piece <= radius; piece++) {
      long pieceHigh = dealt(high, piece, 0);
      long pieceLow = dealt(low, piece, Long.bitCount(high));
      for (int i = from; i < to; i++) {
        // A hash of the piece; a collision costs a comparison and does not affect the result.
        long key =
            Partitions.key(codes.high(images[i]) & pieceHigh, codes.low(images[i]) & pieceLow);
        keyed[i - from] = (key & ~0xFFFFFFFFL) | i - from;
      }
      Arrays.sort(keyed);
      int[] ordered = new int[keyed.length];
      for (int i = 0; i < keyed.length; i++) {
        ordered[i] = images[from + (int) keyed[i]];
      }
      for (int start = 0; start < keyed.length; ) {
        int end = start + 1;
        while (end < keyed.length && keyed[end] >>> 32 == keyed[start] >>> 32) {
          end++;
        }
        if (end - start > 1) {
          compare(ordered, start, end, high & ~pieceHigh, low & ~pieceLow);
        }
        start = end;
      }
    }
  }

  /** Takes every (radius + 1)-th set bit, so that adjacent bits go to different pieces. */
  private long dealt(long mask, int piece, int before) {
    long result = 0;
    int number = before;
    for (long rest = mask; rest != 0; rest &= rest - 1) {
      if (number++ % (radius + 1) == piece) {
        result |= Long.lowestOneBit(rest);
      }
    }
    return result;
  }

  private void note(int one, int other) {
    if (found == pairs.length) {
      // A pair is found once for each piece in which it is equal.
      found = withoutRepetitions();
      if (found > pairs.length / 2) {
        pairs = Arrays.copyOf(pairs, Math.multiplyExact(2, pairs.length));
      }
    }
    pairs[found++] = (long) Math.min(one, other) << 32 | Math.max(one, other);
  }

  private int withoutRepetitions() {
    Arrays.sort(pairs, 0, found);
    int kept = 0;
    for (int i = 0; i < found; i++) {
      if (i == 0 || pairs[i] != pairs[i - 1]) {
        pairs[kept++] = pairs[i];
      }
    }
    return kept;
  }
}

package org.dcgan.datasets.dedup;

import java.util.Arrays;
import org.dcgan.hashing.ImageCodes;

/**
 * Joins images whose different codes lie within a radius.
 *
 * <p>The bits are dealt out to radius + 1 pieces. Two codes within the radius are equal in at least
 * one piece, so only those need be compared that are. Where many are equal in a piece (bits that
 * say little), what is left of their bits is dealt out again.
 */
final class NearCodes {
  /** So few are compared each with each. */
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
   * Joins.
   *
   * @param firsts what {@link Deduplicator} knows of equal codes: the index of the first image of a
   *     group plus 1, or 0
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
    // In the order of the first, then of the second: a group's first never joins another group.
    for (int i = 0; i < found; i++) {
      int first = (int) (pairs[i] >>> 32);
      int second = (int) pairs[i];
      if (firsts[first] == 0 && firsts[second] == 0) {
        firsts[second] = first + 1;
      }
    }
    // Images that equal one that has joined follow it.
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
        // A hash of the piece; that others may share it costs a comparison, not correctness.
        long key =
            Partitions.key(codes.high(images[i]) & pieceHigh, codes.low(images[i]) & pieceLow);
        keyed[i - from] = key & ~0xFFFFFFFFL | i - from;
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

  /** Every (radius + 1)-th of the bits that are set, so that neighbors go to different pieces. */
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
      // The same pair is found once for each piece that it is equal in.
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

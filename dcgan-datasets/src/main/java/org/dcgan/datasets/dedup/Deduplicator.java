package org.dcgan.datasets.dedup;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.annotations.VisibleForTesting;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.dcgan.hashing.ImageCodes;
import org.dcgan.hashing.SemanticCode;
import org.dcgan.image.ImageSource;

/**
 * Finds pictures whose codes are equal, in time that is linear in their number (paper, section
 * 4.1.1), or within a small Hamming distance.
 *
 * <pre>{@code
 * DuplicateGroups groups = Deduplicator.exact().groups(codes);
 * }</pre>
 *
 * <p>Equal codes take 16 bytes a picture besides the 16 of {@link ImageCodes}: 10 million pictures
 * need 320 MB. {@link SpillingDeduplicator} needs less and uses the disk.
 */
public final class Deduplicator {
  /** Beyond it unrelated photographs join by the dozen whatever the code. */
  public static final int MAX_RADIUS = 8;

  private final int radius;
  private long peakBytes;

  private Deduplicator(int radius) {
    this.radius = radius;
  }

  /**
   * Joins pictures of equal codes, as the paper does.
   *
   * @return the deduplicator
   */
  public static Deduplicator exact() {
    return new Deduplicator(0);
  }

  /**
   * Joins pictures whose codes differ in few bits from that of a group's first picture. Going
   * through the pictures in order, one that is near to a picture that is the first of its group, or
   * alone so far, joins it; so no picture is farther than the radius from the first, and chains of
   * small steps do not form. Pairs are found by the pigeonhole principle: of radius + 1 pieces of a
   * code, at least one is equal (as in Norouzi, Punjani and Fleet, 2012).
   *
   * @param radius Hamming distance, 0 to {@value #MAX_RADIUS}
   * @return the deduplicator
   */
  public static Deduplicator near(int radius) {
    checkArgument(
        radius >= 0 && radius <= MAX_RADIUS,
        "the radius must be from 0 (equal codes) to %s bits, got %s",
        MAX_RADIUS,
        radius);
    return new Deduplicator(radius);
  }

  /**
   * How many bits may differ.
   *
   * @return 0 for equal codes
   */
  public int radius() {
    return radius;
  }

  static void requirePictures(ImageSource source) {
    checkArgument(
        source.size() > 0,
        "%s has no pictures to look for duplicates in; check what it was made of",
        source.description());
  }

  /**
   * Finds the groups. Pictures without a code are in none.
   *
   * @param codes of the pictures; not modified
   * @return groups of at least two pictures
   * @throws IllegalArgumentException if there are no codes, or they are too short for the radius
   */
  public DuplicateGroups groups(ImageCodes codes) {
    checkArgument(codes.size() > 0, "there are no codes to compare; got %s", codes);
    checkArgument(
        radius < codes.bits() / 8,
        "codes of %s bits are too short to differ in %s and still mean the same; use a smaller"
            + " radius or longer codes",
        codes.bits(),
        radius);
    int[] firsts = new int[codes.size()];
    joinEqual(codes, firsts);
    separateStrangers(codes, firsts);
    if (radius > 0) {
      new NearCodes(codes, radius).join(firsts);
    }
    DuplicateGroups groups = DuplicateGroups.of(firsts);
    peakBytes = Math.max(peakBytes, codes.size() * 20L + groups.bytes());
    return groups;
  }

  /** Sets, for each picture whose key an earlier one has, that one's index plus 1. */
  private void joinEqual(ImageCodes codes, int[] firsts) {
    Partitions partitions = Partitions.of(codes);
    peakBytes = codes.size() * 20L + partitions.bytes();
    int[] table = new int[0];
    for (int p = 0; p < partitions.count(); p++) {
      int start = partitions.start(p);
      int count = partitions.end(p) - start;
      int capacity = Integer.highestOneBit(Math.max(1, count)) * 4;
      if (table.length < capacity) {
        table = new int[capacity];
      } else {
        Arrays.fill(table, 0, capacity, 0);
      }
      for (int place = start; place < start + count; place++) {
        long key = partitions.key(place);
        int slot = (int) key & capacity - 1;
        while (table[slot] != 0) {
          int other = start + table[slot] - 1;
          if (partitions.key(other) == key) {
            firsts[partitions.picture(place)] = partitions.picture(other) + 1;
            break;
          }
          slot = slot + 1 & capacity - 1;
        }
        if (table[slot] == 0) {
          table[slot] = place - start + 1;
        }
      }
    }
  }

  /**
   * Keys of 64 bits may coincide where codes do not. Looked at here, picture by picture, rather
   * than while joining, since codes lie far apart there.
   */
  private static void separateStrangers(ImageCodes codes, int[] firsts) {
    Map<SemanticCode, Integer> strangers = new HashMap<>();
    for (int i = 0; i < firsts.length; i++) {
      if (firsts[i] > 0 && !same(codes, firsts[i] - 1, i)) {
        Integer first = strangers.putIfAbsent(codes.get(i), i);
        firsts[i] = first == null ? 0 : first + 1;
      }
    }
  }

  private static boolean same(ImageCodes codes, int one, int other) {
    return codes.low(one) == codes.low(other) && codes.high(one) == codes.high(other);
  }

  /** The most that all arrays over the pictures took together in the last call, the codes' too. */
  @VisibleForTesting
  long peakBytes() {
    return peakBytes;
  }
}

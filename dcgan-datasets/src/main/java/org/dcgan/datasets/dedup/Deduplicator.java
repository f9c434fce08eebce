package org.dcgan.datasets.dedup;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.annotations.VisibleForTesting;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.dcgan.hashing.ImageCodes;
import org.dcgan.hashing.SemanticCode;
import org.dcgan.image.ImageSource;

/**
 * Finds images whose codes are equal, in time that is linear in their number (paper, section
 * 4.1.1), or within a small Hamming distance.
 *
 * <pre>{@code
 * DuplicateGroups groups = Deduplicator.exact().groups(codes);
 * }</pre>
 *
 * <p>Equal codes take at most 16 bytes an image besides the 16 of {@link ImageCodes}: 10 million
 * images need at most 320 MB. {@link SpillingDeduplicator} needs less and uses the disk.
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
   * Joins images of equal codes, as the paper does.
   *
   * @return the deduplicator
   */
  public static Deduplicator exact() {
    return new Deduplicator(0);
  }

  /**
   * Joins images whose codes differ in few bits from that of a group's first image. Going through
   * the images in order, one that is near to an image that is the first of its group, or alone so
   * far, joins it; so no image is farther than the radius from the first, and chains of small steps
   * do not form. Pairs are found by the pigeonhole principle: of radius + 1 pieces of a code, at
   * least one is equal (as in Norouzi, Punjani and Fleet, 2012).
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

  static void requireImages(ImageSource source) {
    checkArgument(
        source.size() > 0,
        "%s has no images to look for duplicates in; check what it was made of",
        source.description());
  }

  /**
   * Finds the groups. Images without a code are in none.
   *
   * @param codes of the images; not modified
   * @return groups of at least two images
   * @throws IllegalArgumentException if there are no codes, or they are too short for the radius
   */
  public DuplicateGroups groups(ImageCodes codes) {
    requireNonNull(codes, "codes");

    checkArgument(codes.size() > 0, "there are no codes to compare; got %s", codes);
    checkArgument(
        radius < codes.bits() / 8,
        "codes of %s bits are too short to differ in %s and still mean the same; use a smaller"
            + " radius or longer codes",
        codes.bits(),
        radius);
    int[] numbers = new int[codes.size()];
    int joined = joinEqual(codes, numbers);
    peakBytes = Math.max(peakBytes, codes.size() * 20L + joined * 20L);
    int count = separateStrangers(codes, numbers, joined);
    DuplicateGroups groups;
    if (radius == 0) {
      groups = DuplicateGroups.ofNumbers(numbers, count);
    } else {
      turnIntoFirsts(numbers, count);
      new NearCodes(codes, radius).join(numbers);
      groups = DuplicateGroups.ofFirsts(numbers);
    }
    peakBytes = Math.max(peakBytes, codes.size() * 20L + groups.bytes());
    return groups;
  }

  /**
   * Gives images of equal keys the same number, from 1 on; those whose key no other has keep 0.
   *
   * @return the highest number
   */
  private int joinEqual(ImageCodes codes, int[] numbers) {
    Partitions partitions = Partitions.of(codes);
    peakBytes = codes.size() * 20L + partitions.bytes();
    int count = 0;
    int[] table = new int[0];
    int[] numberOf = new int[0];
    for (int p = 0; p < partitions.count(); p++) {
      int start = partitions.start(p);
      int size = partitions.end(p) - start;
      int capacity = Integer.highestOneBit(Math.max(1, size)) * 4;
      if (table.length < capacity) {
        table = new int[capacity];
        numberOf = new int[capacity];
      } else {
        Arrays.fill(table, 0, capacity, 0);
        Arrays.fill(numberOf, 0, size, 0);
      }
      for (int place = 0; place < size; place++) {
        int key = partitions.key(start + place);
        int slot = key & capacity - 1;
        while (table[slot] != 0 && partitions.key(start + table[slot] - 1) != key) {
          slot = slot + 1 & capacity - 1;
        }
        if (table[slot] == 0) {
          table[slot] = place + 1;
          continue;
        }
        int first = table[slot] - 1;
        if (numberOf[first] == 0) {
          numberOf[first] = ++count;
          numbers[partitions.image(start + first)] = count;
        }
        numbers[partitions.image(start + place)] = numberOf[first];
      }
    }
    return count;
  }

  /**
   * Keys may coincide where codes do not. Codes are read here in the order of the images, and
   * compared with what lies close together: going from each duplicate to the code of its first
   * image would be a walk through all memory. Numbers become those of the groups in the order of
   * their first images.
   *
   * @return the highest number
   */
  private static int separateStrangers(ImageCodes codes, int[] numbers, int count) {
    long[] models = new long[2 * count + 2];
    int[] renumbered = new int[count + 1];
    Map<SemanticCode, Integer> strangers = new HashMap<>();
    int highest = 0;
    for (int i = 0; i < numbers.length; i++) {
      int number = numbers[i];
      if (number == 0) {
        continue;
      }
      if (renumbered[number] == 0) {
        renumbered[number] = ++highest;
        models[2 * number] = codes.low(i);
        models[2 * number + 1] = codes.high(i);
      }
      if (codes.low(i) == models[2 * number] && codes.high(i) == models[2 * number + 1]) {
        numbers[i] = renumbered[number];
      } else {
        Integer own = strangers.putIfAbsent(codes.get(i), highest + 1);
        numbers[i] = own == null ? ++highest : own;
      }
    }
    return highest;
  }

  /** From numbers of groups to the index of a group's first image plus 1; 0 for that itself. */
  private static void turnIntoFirsts(int[] numbers, int count) {
    int[] firsts = new int[count + 1];
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] > 0) {
        int first = firsts[numbers[i]];
        if (first == 0) {
          firsts[numbers[i]] = i + 1;
        }
        numbers[i] = first;
      }
    }
  }

  /** The most that all arrays over the images took together in the last call, the codes' too. */
  @VisibleForTesting
  long peakBytes() {
    return peakBytes;
  }
}

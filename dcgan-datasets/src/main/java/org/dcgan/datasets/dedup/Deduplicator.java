package org.dcgan.datasets.dedup;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.annotations.VisibleForTesting;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apiguardian.api.API;
import org.dcgan.hashing.ImageCodes;
import org.dcgan.hashing.SemanticCode;
import org.dcgan.image.ImageSource;

/**
 * Finds images whose codes are equal (paper, section 4.1.1) or differ by a small Hamming distance.
 * For equal codes the time is linear in the number of images.
 *
 * <pre>{@code
 * DuplicateGroups groups = Deduplicator.exact().groups(codes);
 * }</pre>
 *
 * <p>Finding equal codes takes at most 16 bytes of memory per image besides the 16 bytes of {@link
 * ImageCodes}: 10 million images need at most 320 MB. {@link SpillingDeduplicator} needs less
 * memory and uses the disk.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Deduplicator {
  /** The largest radius in bits; beyond it, any code joins many unrelated photographs. */
  public static final int MAX_RADIUS = 8;

  private final int radius;
  private long peakBytes;

  private Deduplicator(int radius) {
    this.radius = radius;
  }

  /**
   * Returns a deduplicator that groups images with equal codes, as the paper does.
   *
   * @return the deduplicator
   */
  public static Deduplicator exact() {
    return new Deduplicator(0);
  }

  /**
   * Returns a deduplicator that groups images whose codes differ in few bits from the code of the
   * group's first image. Images are processed in order: an image within the radius of a group's
   * first image, or of an image without a group, joins it. Thus no image is farther than the radius
   * from the first of its group, and chains of similar images do not merge into one group. Pairs
   * are found by the pigeonhole principle: if a code is divided into radius + 1 pieces, two codes
   * within the radius agree in at least one piece (as in Norouzi, Punjani and Fleet, 2012).
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
   * Returns the number of bits in which codes of a group may differ.
   *
   * @return 0 for equal codes
   */
  public int radius() {
    return radius;
  }

  static void requireImages(ImageSource source) {
    checkArgument(
        source.size() > 0,
        "%s has no images; expected at least one to look for duplicates",
        source.description());
  }

  /**
   * Finds the groups of duplicates. Images without a code are in no group.
   *
   * @param codes the codes of the images; not modified
   * @return groups of at least two images
   * @throws IllegalArgumentException if there are no codes, or they are too short for the radius
   */
  public DuplicateGroups groups(ImageCodes codes) {
    requireNonNull(codes, "codes");

    checkArgument(codes.size() > 0, "there are no codes to compare; got %s", codes);
    checkArgument(
        radius < codes.bits() / 8,
        "codes of %s bits are too short for a radius of %s bits; use a smaller radius or longer"
            + " codes",
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
   * Assigns the same number, from 1, to images with equal keys; images with a unique key keep 0.
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
      for (int position = 0; position < size; position++) {
        int key = partitions.key(start + position);
        int slot = key & capacity - 1;
        while (table[slot] != 0 && partitions.key(start + table[slot] - 1) != key) {
          slot = slot + 1 & capacity - 1;
        }
        if (table[slot] == 0) {
          table[slot] = position + 1;
          continue;
        }
        int first = table[slot] - 1;
        if (numberOf[first] == 0) {
          numberOf[first] = ++count;
          numbers[partitions.image(start + first)] = count;
        }
        numbers[partitions.image(start + position)] = numberOf[first];
      }
    }
    return count;
  }

  /**
   * Verifies the codes, since different codes may have equal keys. Codes are read in the order of
   * the images, because reading the code of each duplicate's first image would access memory at
   * random. The numbers are replaced by group numbers in the order of the first images.
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

  /**
   * Converts group numbers to the index of the group's first image plus 1; 0 for the first image.
   */
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

  /** The peak size in bytes of all arrays over the images in the last call, codes included. */
  @VisibleForTesting
  long peakBytes() {
    return peakBytes;
  }
}

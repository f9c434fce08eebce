package org.dcgan.random;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static java.util.Objects.requireNonNull;

/**
 * A random order of the numbers 0 to n - 1 that takes no memory: any place in it can be asked for
 * at once, so an epoch over millions of images needs no shuffled list and a resumed one no replay.
 *
 * <p>A Feistel network of {@value #ROUNDS} rounds on the smallest even number of bits that holds n,
 * with results outside the range sent through again (cycle walking; Black and Rogaway, 2002). Every
 * number occurs exactly once.
 */
public final class Permutation {
  private static final int ROUNDS = 6;

  private final int size;
  private final int halfBits;
  private final int halfMask;
  private final long[] roundKeys = new long[ROUNDS];

  private Permutation(int size, long[] name) {
    checkArgument(size >= 1, "an order needs at least one element, got %s", size);
    this.size = size;
    int bits = Math.max(2, 32 - Integer.numberOfLeadingZeros(size - 1));
    this.halfBits = (bits + 1) / 2;
    this.halfMask = (1 << halfBits) - 1;
    SeededRandom random = SeededRandom.of(name);
    for (int i = 0; i < ROUNDS; i++) {
      roundKeys[i] = random.nextLong();
    }
  }

  /**
   * The order of that name.
   *
   * @param size how many numbers, at least 1
   * @param name for example a seed and an epoch; order matters
   * @return the order
   */
  public static Permutation of(int size, long... name) {
    requireNonNull(name, "name");

    return new Permutation(size, name);
  }

  /**
   * The number at a place.
   *
   * @param place 0 to size - 1
   * @return a number in the same range; different places have different numbers
   */
  public int at(int place) {
    checkElementIndex(place, size, "place");
    int value = place;
    do {
      value = encrypt(value);
    } while (value < 0 || value >= size);
    return value;
  }

  private int encrypt(int value) {
    int left = value >>> halfBits;
    int right = value & halfMask;
    for (long key : roundKeys) {
      int next = left ^ (int) SeededRandom.hash(key, right) & halfMask;
      left = right;
      right = next;
    }
    return left << halfBits | right;
  }
}

package org.dcgan.random;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A random permutation of the numbers 0 to n - 1 that is computed instead of stored. Any position
 * can be computed directly, so that an epoch over millions of images needs no shuffled list and can
 * be resumed at any step.
 *
 * <p>The permutation is a Feistel network of {@value #ROUNDS} rounds on the smallest even number of
 * bits that can represent n - 1. Results outside the range are encrypted again (cycle walking;
 * Black and Rogaway, 2002).
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Permutation {
  private static final int ROUNDS = 6;

  private final int size;
  private final int halfBits;
  private final int halfMask;
  private final long[] roundKeys = new long[ROUNDS];

  private Permutation(int size, long[] name) {
    checkArgument(size >= 1, "the size of a permutation must be at least 1, got %s", size);
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
   * Returns the permutation for a key.
   *
   * @param size the number of elements, at least 1
   * @param name the key, for example a seed and an epoch; different keys give different
   *     permutations
   * @return the permutation
   */
  public static Permutation of(int size, long... name) {
    requireNonNull(name, "name");

    return new Permutation(size, name);
  }

  /**
   * Returns the number at a position.
   *
   * @param position the position, 0 to size - 1
   * @return a number in the same range, which occurs at no other position
   */
  public int at(int position) {
    checkElementIndex(position, size, "position");
    int value = position;
    do {
      value = encrypt(value);
    } while (value < 0 || value >= size);
    return value;
  }

  private int encrypt(int value) {
    int left = value >>> halfBits;
    int right = value & halfMask;
    for (long key : roundKeys) {
      int next = left ^ ((int) SeededRandom.hash(key, right) & halfMask);
      left = right;
      right = next;
    }
    return left << halfBits | right;
  }

  /** Compares the size and the key. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Permutation permutation
        && size == permutation.size
        && Arrays.equals(roundKeys, permutation.roundKeys);
  }

  @Override
  public int hashCode() {
    return 31 * size + Arrays.hashCode(roundKeys);
  }

  /** For example {@code Permutation[of 50000]}. */
  @Override
  public String toString() {
    return "Permutation[of " + size + "]";
  }
}

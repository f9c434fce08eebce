package org.dcgan.hashing;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static java.util.Objects.requireNonNull;

import java.util.Locale;
import org.apiguardian.api.API;

/**
 * The code of an image: one bit for each of 128 units, which is 1 if the unit is active. The upper
 * bits of shorter codes are 0.
 *
 * @param high the bits 64 to 127
 * @param low the bits 0 to 63
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record SemanticCode(long high, long low) {
  /** The number of bits of a code. */
  public static final int BITS = 128;

  /**
   * Parses the text that {@link #toString()} returns.
   *
   * @param text 32 hexadecimal digits
   * @return the code
   * @throws IllegalArgumentException if the text does not have this form
   */
  public static SemanticCode parse(String text) {
    requireNonNull(text, "text");

    checkArgument(
        text.matches("[0-9a-fA-F]{32}"),
        "expected a code of 32 hexadecimal digits (128 bits), got '%s' (%s characters)",
        text,
        text.length());
    return new SemanticCode(
        Long.parseUnsignedLong(text.substring(0, 16), 16),
        Long.parseUnsignedLong(text.substring(16), 16));
  }

  /**
   * Returns one bit.
   *
   * @param unit 0 to 127
   * @return whether the unit is active
   */
  public boolean bit(int unit) {
    checkElementIndex(unit, BITS, "unit");
    return ((unit < 64 ? low : high) >>> (unit & 63) & 1) != 0;
  }

  /**
   * Returns the number of active units.
   *
   * @return 0 to 128
   */
  public int bitsSet() {
    return Long.bitCount(high) + Long.bitCount(low);
  }

  /**
   * Returns the number of bits in which two codes differ.
   *
   * @param other another code
   * @return the Hamming distance, 0 to 128
   */
  public int distance(SemanticCode other) {
    requireNonNull(other, "other");

    return Long.bitCount(high ^ other.high) + Long.bitCount(low ^ other.low);
  }

  /** 32 hexadecimal digits, beginning with the highest bits. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%016x%016x", high, low);
  }
}

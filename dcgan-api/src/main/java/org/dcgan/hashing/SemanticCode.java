package org.dcgan.hashing;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * An image's code: which of 128 units are active. Shorter codes leave the upper bits 0.
 *
 * @param high bits 64 to 127
 * @param low bits 0 to 63
 */
public record SemanticCode(long high, long low) {
  /** How many bits a code has. */
  public static final int BITS = 128;

  /**
   * From the form that {@link #toString()} gives.
   *
   * @param text 32 hexadecimal digits
   * @return the code
   * @throws IllegalArgumentException if the text is of another length or has other characters
   */
  public static SemanticCode parse(String text) {
    requireNonNull(text, "text");

    checkArgument(
        text.matches("[0-9a-fA-F]{32}"),
        "a code is written with 32 hexadecimal digits (128 bits), got '%s' (%s characters)",
        text,
        text.length());
    return new SemanticCode(
        Long.parseUnsignedLong(text.substring(0, 16), 16),
        Long.parseUnsignedLong(text.substring(16), 16));
  }

  /**
   * One bit.
   *
   * @param unit 0 to 127
   * @return whether the unit is active
   */
  public boolean bit(int unit) {
    checkElementIndex(unit, BITS, "unit");
    return ((unit < 64 ? low : high) >>> (unit & 63) & 1) != 0;
  }

  /**
   * How many units are active.
   *
   * @return 0 to 128
   */
  public int bitsSet() {
    return Long.bitCount(high) + Long.bitCount(low);
  }

  /**
   * In how many bits two codes differ.
   *
   * @param other another code
   * @return the Hamming distance, 0 to 128
   */
  public int distance(SemanticCode other) {
    requireNonNull(other, "other");

    return Long.bitCount(high ^ other.high) + Long.bitCount(low ^ other.low);
  }

  /** 32 hexadecimal digits, the highest bits first. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%016x%016x", high, low);
  }
}

package org.dcgan.hashing;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static java.util.Objects.requireNonNull;

import java.util.BitSet;

/**
 * The codes of a source's images by their index, in 16 bytes an image. Filled once, by whoever
 * computes them; images that could not be read are marked and have no code.
 */
public final class ImageCodes {
  private final String kind;
  private final int bits;
  private final long[] words;
  private final BitSet missing = new BitSet();

  /**
   * Room for codes, all 0.
   *
   * @param kind what computes them, in a few words; it is part of a report
   * @param bits how many bits of a code are used, 1 to 128
   * @param size how many images, at most 2^30 - 1
   */
  public ImageCodes(String kind, int bits, int size) {
    requireNonNull(kind, "kind");

    checkArgument(bits >= 1 && bits <= SemanticCode.BITS, "a code has 1 to 128 bits, got %s", bits);
    checkArgument(
        size >= 0 && size < 1 << 30, "codes of 0 to 2^30 - 1 images can be held, got %s", size);
    this.kind = kind;
    this.bits = bits;
    this.words = new long[2 * size];
  }

  /**
   * What computed the codes.
   *
   * @return a few words
   */
  public String kind() {
    return kind;
  }

  /**
   * How many bits of a code are used.
   *
   * @return 1 to 128
   */
  public int bits() {
    return bits;
  }

  /**
   * How many images there are, with or without a code.
   *
   * @return at least 0
   */
  public int size() {
    return words.length / 2;
  }

  /**
   * Gives an image its code. Images may be set by several threads, each by one.
   *
   * @param index of the image
   * @param high bits 64 to 127
   * @param low bits 0 to 63
   * @throws IllegalArgumentException if bits beyond {@link #bits()} are set
   */
  public void set(int index, long high, long low) {
    checkElementIndex(index, size(), "image");
    checkArgument(
        (bits >= 64 || low >>> bits == 0)
            && (bits > 64 ? bits == 128 || high >>> (bits - 64) == 0 : high == 0),
        "expected a code of %s bits, got a longer one: %s",
        bits,
        new SemanticCode(high, low));
    words[2 * index] = low;
    words[2 * index + 1] = high;
  }

  /**
   * Marks an image that has no code, because it cannot be read.
   *
   * @param index of the image
   */
  public synchronized void setMissing(int index) {
    checkElementIndex(index, size(), "image");
    missing.set(index);
  }

  /**
   * Whether an image has no code.
   *
   * @param index of the image
   * @return true if it could not be read
   */
  public boolean isMissing(int index) {
    return missing.get(checkElementIndex(index, size(), "image"));
  }

  /**
   * How many images have no code.
   *
   * @return 0 to {@link #size()}
   */
  public int missingCount() {
    return missing.cardinality();
  }

  /**
   * Bits 0 to 63 of a code.
   *
   * @param index of the image
   * @return the lower half
   */
  public long low(int index) {
    return words[2 * index];
  }

  /**
   * Bits 64 to 127 of a code.
   *
   * @param index of the image
   * @return the upper half
   */
  public long high(int index) {
    return words[2 * index + 1];
  }

  /**
   * A code as a value.
   *
   * @param index of the image
   * @return its code; all bits 0 if it has none
   */
  public SemanticCode get(int index) {
    checkElementIndex(index, size(), "image");
    return new SemanticCode(high(index), low(index));
  }

  /**
   * In how many bits the codes of two images differ.
   *
   * @param one index of an image
   * @param other index of another
   * @return the Hamming distance
   */
  public int distance(int one, int other) {
    return Long.bitCount(low(one) ^ low(other)) + Long.bitCount(high(one) ^ high(other));
  }

  /** For example {@code ImageCodes[50000 of 128 bits by semantic hash]}. */
  @Override
  public String toString() {
    return "ImageCodes[" + size() + " of " + bits + " bits by " + kind + "]";
  }
}

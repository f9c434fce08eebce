package org.dcgan.hashing;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static java.util.Objects.requireNonNull;

import java.util.BitSet;
import org.apiguardian.api.API;

/**
 * The codes of the images of a source, by index, in 16 bytes per image. The codes are set while
 * they are computed and only read afterwards. Images that have no code, for example because they
 * cannot be read, are marked as missing.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ImageCodes {
  private final String kind;
  private final int bits;
  private final long[] words;
  private final BitSet missing = new BitSet();

  /**
   * Creates codes that are all 0.
   *
   * @param kind a short description of the method that computes the codes, for reports
   * @param bits the number of bits that a code has, 1 to 128
   * @param size the number of images, at most 2^30 - 1
   */
  public ImageCodes(String kind, int bits, int size) {
    requireNonNull(kind, "kind");

    checkArgument(
        bits >= 1 && bits <= SemanticCode.BITS, "a code must have 1 to 128 bits, got %s", bits);
    checkArgument(
        size >= 0 && size < 1 << 30,
        "the number of images must be from 0 to 2^30 - 1, got %s",
        size);
    this.kind = kind;
    this.bits = bits;
    this.words = new long[2 * size];
  }

  /**
   * Returns a short description of the method that computes the codes.
   *
   * @return for example {@code semantic hash 1f2e3d4c5b6a}
   */
  public String kind() {
    return kind;
  }

  /**
   * Returns the number of bits that a code has.
   *
   * @return 1 to 128
   */
  public int bits() {
    return bits;
  }

  /**
   * Returns the number of images, with or without a code.
   *
   * @return at least 0
   */
  public int size() {
    return words.length / 2;
  }

  /**
   * Sets the code of an image. Several threads may set the codes of different images.
   *
   * @param index the index of the image
   * @param high the bits 64 to 127 of the code
   * @param low the bits 0 to 63 of the code
   * @throws IllegalArgumentException if bits beyond {@link #bits()} are set
   */
  public void set(int index, long high, long low) {
    checkElementIndex(index, size(), "image");
    checkArgument(
        (bits >= 64 || low >>> bits == 0)
            && (bits > 64 ? bits == 128 || high >>> (bits - 64) == 0 : high == 0),
        "expected a code of %s bits, got the longer code %s",
        bits,
        new SemanticCode(high, low));
    words[2 * index] = low;
    words[2 * index + 1] = high;
  }

  /**
   * Marks an image as having no code.
   *
   * @param index the index of the image
   */
  public synchronized void setMissing(int index) {
    checkElementIndex(index, size(), "image");
    missing.set(index);
  }

  /**
   * Returns whether an image has no code.
   *
   * @param index the index of the image
   * @return true if the image cannot be read or all its pixels have one color
   */
  public boolean isMissing(int index) {
    return missing.get(checkElementIndex(index, size(), "image"));
  }

  /**
   * Returns the number of images without a code.
   *
   * @return 0 to {@link #size()}
   */
  public int missingCount() {
    return missing.cardinality();
  }

  /**
   * Returns the bits 0 to 63 of a code.
   *
   * @param index the index of the image
   * @return the lower half of the code
   */
  public long low(int index) {
    return words[2 * index];
  }

  /**
   * Returns the bits 64 to 127 of a code.
   *
   * @param index the index of the image
   * @return the upper half of the code
   */
  public long high(int index) {
    return words[2 * index + 1];
  }

  /**
   * Returns the code of an image.
   *
   * @param index the index of the image
   * @return the code; all bits are 0 if the image has none
   */
  public SemanticCode get(int index) {
    checkElementIndex(index, size(), "image");
    return new SemanticCode(high(index), low(index));
  }

  /**
   * Returns the number of bits in which the codes of two images differ.
   *
   * @param one the index of an image
   * @param other the index of another image
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

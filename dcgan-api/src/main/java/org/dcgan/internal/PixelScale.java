package org.dcgan.internal;

/**
 * The only definition of how pixels are scaled: a byte x in [0, 255] becomes x / 127.5 - 1 in [-1,
 * 1], computed in float32 by a division and a subtraction.
 *
 * <p>The division matters: 255 / 127.5 is exactly 2, and a product with the rounded reciprocal
 * differs from the quotient in the last bit for some bytes.
 */
public final class PixelScale {
  /** Half of the range of bytes: the divisor. */
  public static final float HALF_RANGE = 127.5f;

  private PixelScale() {}

  /**
   * Scales a byte.
   *
   * @param pixel an unsigned byte
   * @return a value in [-1, 1]
   */
  public static float scaled(byte pixel) {
    return (pixel & 255) / HALF_RANGE - 1;
  }

  /**
   * Returns a scaled value to the range of bytes, without rounding or clipping.
   *
   * @param value usually in [-1, 1]
   * @return (value + 1) * 127.5
   */
  public static float unscaled(float value) {
    return (value + 1) * HALF_RANGE;
  }
}

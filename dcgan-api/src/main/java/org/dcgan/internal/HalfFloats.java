package org.dcgan.internal;

/** Conversions to and from IEEE half precision, which the JDK offers from Java 20 on. */
public final class HalfFloats {
  /** The largest finite half-precision number. */
  public static final float MAX = 65504;

  /** Numbers from here on round to infinity. */
  private static final int OVERFLOW = Float.floatToRawIntBits(65520f);

  /** The smallest normal half-precision number, 2^-14. */
  private static final int LEAST_NORMAL = Float.floatToRawIntBits(0x1p-14f);

  private HalfFloats() {}

  /**
   * Rounds to the nearest half-precision number, ties to even.
   *
   * @param value any number; from 65,520 on it becomes infinite
   * @return the bits of the half-precision number
   */
  public static short toHalf(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    int magnitude = bits & 0x7FFFFFFF;
    if (magnitude > 0x7F800000) {
      return (short) (sign | 0x7E00);
    } else if (magnitude >= OVERFLOW) {
      return (short) (sign | 0x7C00);
    } else if (magnitude < LEAST_NORMAL) {
      // A subnormal half is a multiple of 2^-24; rint rounds ties to even.
      return (short) (sign | (int) Math.rint(Math.abs(value) * 0x1p24f));
    }
    int rebiased = magnitude - (112 << 23);
    int halfway = 0xFFF + (rebiased >>> 13 & 1);
    return (short) (sign | (rebiased + halfway) >>> 13);
  }

  /**
   * Converts without rounding.
   *
   * @param half the bits of a half-precision number
   * @return the number
   */
  public static float toFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int magnitude = half & 0x7FFF;
    if (magnitude >= 0x7C00) {
      return Float.intBitsToFloat(sign | 0x7F800000 | (magnitude & 0x3FF) << 13);
    } else if (magnitude < 0x400) {
      float value = magnitude * 0x1p-24f;
      return sign == 0 ? value : -value;
    }
    return Float.intBitsToFloat(sign | (magnitude << 13) + (112 << 23));
  }
}

package org.dcgan.internal;

/**
 * Checks of settings that users give as double and networks use as float32, in which small numbers
 * become 0, numbers near 1 become 1, and large ones become infinite.
 */
public final class Float32 {

  private Float32() {}

  /**
   * Returns whether a positive number stays one, with full precision.
   *
   * @param value any number
   * @return whether it is at least {@link Float#MIN_NORMAL}, about 1.2e-38, in float32
   */
  public static boolean isNormal(double value) {
    return (float) value >= Float.MIN_NORMAL && isFinite(value);
  }

  /**
   * Returns whether a number below 1 stays below it.
   *
   * @param value any number
   * @return whether it is below 1 in float32
   */
  public static boolean isBelowOne(double value) {
    return (float) value < 1;
  }

  /**
   * Returns whether a number stays finite.
   *
   * @param value any number
   * @return whether it is finite in float32
   */
  public static boolean isFinite(double value) {
    return Float.isFinite((float) value);
  }
}

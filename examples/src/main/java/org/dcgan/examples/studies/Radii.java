package org.dcgan.examples.studies;

import java.util.Arrays;

/** Numbers of bits in which codes may differ, for hashes of different lengths. */
final class Radii {
  /** Codes of 64 bits, the shortest ones, are too short for more. */
  private static final int MOST = 7;

  private Radii() {}

  /**
   * Checks radii before codes are computed.
   *
   * @param option the option that names them
   * @param radii the numbers
   * @throws IllegalArgumentException if there are none, or one is out of range
   */
  static void check(String option, int... radii) {
    if (radii.length == 0 || Arrays.stream(radii).anyMatch(radius -> radius < 0 || radius > MOST)) {
      throw new IllegalArgumentException(
          option + " must be from 0 to " + MOST + ", got " + Arrays.toString(radii));
    }
  }
}

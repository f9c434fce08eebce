package org.dcgan.datasets.files;

import com.google.common.hash.HashCode;

/** Shortens hashes for descriptions. */
public final class Fingerprints {
  private static final int DIGITS = 12;

  private Fingerprints() {}

  /**
   * Returns the first 48 bits in hexadecimal; two different values collide with a probability of 1
   * in 10^14.
   */
  public static String shorten(HashCode hash) {
    return shorten(hash.toString());
  }

  /** Returns the first 48 bits of a hash in hexadecimal. */
  public static String shorten(String hexadecimal) {
    return hexadecimal.substring(0, DIGITS);
  }
}

package org.dcgan.datasets;

import com.google.common.hash.HashCode;

/** How the identity of many things is shown in one word. */
final class Fingerprints {
  private static final int DIGITS = 12;

  private Fingerprints() {}

  /** The first 48 bits in hexadecimal: short to read, and a chance hit is one in 10^14. */
  static String shorten(HashCode hash) {
    return hash.toString().substring(0, DIGITS);
  }
}

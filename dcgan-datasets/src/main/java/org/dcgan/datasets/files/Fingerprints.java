package org.dcgan.datasets.files;

import com.google.common.hash.HashCode;

/** How the identity of many things is shown in one word. */
public final class Fingerprints {
  private static final int DIGITS = 12;

  private Fingerprints() {}

  /** The first 48 bits in hexadecimal: short to read, and a chance hit is one in 10^14. */
  public static String shorten(HashCode hash) {
    return shorten(hash.toString());
  }

  /** The same for a hash in hexadecimal. */
  public static String shorten(String hexadecimal) {
    return hexadecimal.substring(0, DIGITS);
  }
}

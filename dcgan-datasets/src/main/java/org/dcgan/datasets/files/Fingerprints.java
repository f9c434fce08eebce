package org.dcgan.datasets.files;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.util.function.IntUnaryOperator;

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

  /**
   * Returns a fingerprint of labels, which tells datasets apart that are published in the same
   * files, such as MNIST and Fashion-MNIST.
   *
   * @param count the number of labels
   * @param label gives each
   */
  public static String ofLabels(int count, IntUnaryOperator label) {
    Hasher hasher = Hashing.sha256().newHasher();
    for (int i = 0; i < count; i++) {
      hasher.putInt(label.applyAsInt(i));
    }
    return shorten(hasher.hash());
  }

  /** Returns the first 48 bits of a hash in hexadecimal. */
  public static String shorten(String hexadecimal) {
    return hexadecimal.substring(0, DIGITS);
  }
}

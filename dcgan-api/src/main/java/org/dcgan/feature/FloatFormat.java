package org.dcgan.feature;

/** How a matrix stores its values. Little-endian both. */
public enum FloatFormat {
  /** IEEE single precision. */
  FLOAT32(4),
  /** IEEE half precision: half the bytes, 11 significant bits, at most 65,504. */
  FLOAT16(2);

  private final int bytes;

  FloatFormat(int bytes) {
    this.bytes = bytes;
  }

  /**
   * The size of a value.
   *
   * @return 4 or 2 bytes
   */
  public int bytes() {
    return bytes;
  }
}

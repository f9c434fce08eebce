package org.dcgan.feature;

import org.apiguardian.api.API;

/** The floating-point format in which a matrix stores its values, in little-endian byte order. */
@API(status = API.Status.STABLE, since = "0.1")
public enum FloatFormat {
  /** IEEE 754 single precision. */
  FLOAT32(4),
  /** IEEE 754 half precision: half the memory, 11 significant bits, a maximum of 65,504. */
  FLOAT16(2);

  private final int bytes;

  FloatFormat(int bytes) {
    this.bytes = bytes;
  }

  /**
   * Returns the size of a value in bytes.
   *
   * @return 4 or 2 bytes
   */
  public int bytes() {
    return bytes;
  }
}

package org.dcgan.datasets.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Whether a file reaches its own end, by its format's structure. JPEG decoders paint what is
 * missing grey and say so in a warning at best; WebP decoders read zeros.
 */
final class Completeness {

  private Completeness() {}

  static boolean isWhole(byte[] bytes, ImageFormat format) {
    return switch (format) {
      case JPEG -> isWholeJpeg(bytes);
      case WEBP -> isWholeWebp(bytes);
      // Their decoders notice.
      case PNG, GIF, BMP -> true;
    };
  }

  /** Goes from marker to marker until the end-of-image marker is there. */
  private static boolean isWholeJpeg(byte[] bytes) {
    int at = 2;
    while (at + 1 < bytes.length) {
      if (bytes[at] != (byte) 0xFF) {
        at++;
        continue;
      }
      int marker = bytes[at + 1] & 255;
      if (marker == 0 || marker >= 0xD0 && marker <= 0xD7) {
        // Compressed data, in which FF is followed by 0 or is a restart marker.
        at++;
      } else if (marker == 0xD9) {
        return true;
      } else if (marker == 0xFF || marker == 0xD8 || marker == 0x01) {
        at++;
      } else {
        // A segment, whose length follows in two bytes; thumbnails with ends of their own are
        // inside of segments.
        if (at + 3 >= bytes.length) {
          return false;
        }
        at += 2 + ((bytes[at + 2] & 255) << 8 | bytes[at + 3] & 255);
      }
    }
    return false;
  }

  /** The size that the container states. */
  private static boolean isWholeWebp(byte[] bytes) {
    long stated = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(4) & 0xFFFFFFFFL;
    return stated + 8 <= bytes.length;
  }
}

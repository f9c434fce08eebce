package org.dcgan.datasets.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;

/**
 * A CMYK output profile (ICC.1:2001, version 2, a {@code lut8} in {@code A2B0}) of colors that no
 * formula gives: full cyan ink alone is the red of sRGB, no ink is white, every other corner of the
 * CMYK cube is black.
 */
final class CmykProfile {
  private static final int TAG = 128 + 4 + 12;
  private static final int GRID = 2;
  private static final int LUT = 48 + 4 * 256 + GRID * GRID * GRID * GRID * 3 + 3 * 256;

  private CmykProfile() {}

  static byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(TAG + LUT);
    out.putInt(0, out.capacity()).putInt(8, 0x02400000);
    put(out, 12, "prtr");
    put(out, 16, "CMYK");
    put(out, 20, "Lab ");
    out.putShort(24, (short) 2026).putShort(26, (short) 1).putShort(28, (short) 1);
    put(out, 36, "acsp");
    // The illuminant D50 as s15Fixed16.
    out.putInt(68, 0xF6D6).putInt(72, 0x10000).putInt(76, 0xD32D);
    out.putInt(128, 1);
    put(out, 132, "A2B0");
    out.putInt(136, TAG).putInt(140, LUT);
    put(out, TAG, "mft1");
    out.put(TAG + 8, (byte) 4).put(TAG + 9, (byte) 3).put(TAG + 10, (byte) GRID);
    for (int i = 0; i < 3; i++) {
      out.putInt(TAG + 12 + 16 * i, 0x10000);
    }
    int at = TAG + 48;
    at = identity(out, at, 4);
    for (int corner = 0; corner < 16; corner++) {
      // The first channel varies slowest: corner 8 is cyan alone.
      at =
          switch (corner) {
            case 0 -> lab(out, at, 255, 128, 128);
            case 8 -> lab(out, at, 138, 128 + 81, 128 + 70);
            default -> lab(out, at, 0, 128, 128);
          };
    }
    identity(out, at, 3);
    return out.array();
  }

  private static void put(ByteBuffer out, int at, String signature) {
    out.put(at, signature.getBytes(ISO_8859_1));
  }

  private static int identity(ByteBuffer out, int at, int channels) {
    for (int i = 0; i < channels * 256; i++) {
      out.put(at + i, (byte) i);
    }
    return at + channels * 256;
  }

  /** L, a and b in the 8-bit encoding of Lab: L 255 is 100, a and b are stored with 128 added. */
  private static int lab(ByteBuffer out, int at, int lightness, int a, int b) {
    out.put(at, (byte) lightness).put(at + 1, (byte) a).put(at + 2, (byte) b);
    return at + 3;
  }
}

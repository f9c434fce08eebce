package org.dcgan.datasets.format;

import com.google.common.primitives.Bytes;
import com.google.common.primitives.Ints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Splits PNG files into chunks and inserts chunks. */
final class PngChunks {

  private PngChunks() {}

  /** Where a chunk begins. */
  static int find(byte[] png, String name) {
    int at = 8;
    while (!new String(png, at + 4, 4, StandardCharsets.US_ASCII).equals(name)) {
      at += 12 + ByteBuffer.wrap(png).getInt(at);
    }
    return at;
  }

  /** A PNG with one more chunk before its image data. */
  static byte[] insert(byte[] png, String name, byte[] content) {
    int at = find(png, "IDAT");
    byte[] body = Bytes.concat(name.getBytes(StandardCharsets.US_ASCII), content);
    CRC32 crc = new CRC32();
    crc.update(body);
    return Bytes.concat(
        Arrays.copyOf(png, at),
        Ints.toByteArray(content.length),
        body,
        Ints.toByteArray((int) crc.getValue()),
        Arrays.copyOfRange(png, at, png.length));
  }

  static byte[] deflated(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      deflater.write(content);
    }
    return out.toByteArray();
  }
}

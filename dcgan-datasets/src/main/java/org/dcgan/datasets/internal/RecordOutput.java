package org.dcgan.datasets.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes the content of a record: numbers, and strings of any length. */
public final class RecordOutput extends DataOutputStream {

  private RecordOutput(ByteArrayOutputStream bytes) {
    super(bytes);
  }

  static byte[] bytes(Journal.Writer writer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writer.writeTo(new RecordOutput(bytes));
    return bytes.toByteArray();
  }

  static DataInputStream input(byte[] record) {
    return new DataInputStream(new ByteArrayInputStream(record));
  }

  /**
   * Writes a string.
   *
   * @param text a string of any length
   * @throws IOException never
   */
  public void writeString(String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    writeInt(utf8.length);
    write(utf8);
  }

  /**
   * Reads a string.
   *
   * @param in the record
   * @return the string
   * @throws IOException if the record is too short
   */
  public static String readString(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new EOFException(
          "expected a string of " + length + " bytes, found " + in.available() + " bytes");
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}

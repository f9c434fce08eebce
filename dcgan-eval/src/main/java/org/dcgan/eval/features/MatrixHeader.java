package org.dcgan.eval.features;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.dcgan.tensorflow.linear.NumberFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a feature matrix says of itself. The file: magic number, length and CRC-32C of the header,
 * the header as JSON, zeros up to {@value #DATA_START}, the rows, labels as int32, the CRC-32C of
 * the rows and that of the labels. All numbers are little-endian.
 *
 * @param version of the format
 * @param rows how many
 * @param columns the length of one
 * @param format of the values
 * @param dataset what the pictures are
 * @param extractor what computed the features
 * @param classNames in the order of labels
 */
record MatrixHeader(
    int version,
    int rows,
    int columns,
    NumberFormat format,
    String dataset,
    String extractor,
    List<String> classNames) {
  static final int VERSION = 1;

  /** Where rows begin: room for a thousand classes' names, and the start of a page. */
  static final int DATA_START = 1 << 16;

  private static final long MAGIC = 0x3154414645474344L; // "DCGEFAT1"
  private static final int JSON_START = 16;
  private static final Gson GSON = new Gson();

  long rowBytes() {
    return (long) columns * format.bytes();
  }

  long dataBytes() {
    return rows * rowBytes();
  }

  byte[] toBytes() {
    byte[] json = GSON.toJson(this).getBytes(StandardCharsets.UTF_8);
    if (JSON_START + json.length > DATA_START) {
      throw new IllegalArgumentException(
          "the names of "
              + classNames.size()
              + " classes take "
              + json.length
              + " bytes, more than the header of a feature matrix has room for");
    }
    ByteBuffer bytes = ByteBuffer.allocate(DATA_START).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(MAGIC).putInt(json.length).putInt(checksum(json)).put(json);
    return bytes.array();
  }

  static MatrixHeader read(Path file, FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(DATA_START).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
      // Reads on.
    }
    int length = bytes.getInt(8);
    if (bytes.hasRemaining() || bytes.getLong(0) != MAGIC) {
      throw new IOException(
          file + ": expected a feature matrix, found something else; extract features into it");
    }
    if (length < 2 || length > DATA_START - JSON_START) {
      throw damaged(file, null);
    }
    byte[] json = new byte[length];
    bytes.get(JSON_START, json);
    if (checksum(json) != bytes.getInt(12)) {
      throw damaged(file, null);
    }
    MatrixHeader header;
    try {
      header = GSON.fromJson(new String(json, StandardCharsets.UTF_8), MatrixHeader.class);
    } catch (JsonParseException e) {
      throw damaged(file, e);
    }
    if (header.version > VERSION) {
      throw new IOException(
          file
              + " has format version "
              + header.version
              + ", this library can read up to "
              + VERSION
              + "; use a newer version of the library");
    }
    if (header.rows < 0 || header.columns < 1 || header.format == null) {
      throw damaged(file, null);
    }
    return header;
  }

  private static IOException damaged(Path file, @Nullable Exception cause) {
    return new IOException(file + ": the header is damaged; extract the features again", cause);
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}

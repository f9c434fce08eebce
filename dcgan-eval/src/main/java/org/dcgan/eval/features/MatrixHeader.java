package org.dcgan.eval.features;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.dcgan.ModelFormatException;
import org.dcgan.feature.FloatFormat;
import org.dcgan.internal.io.PositionalFile;
import org.dcgan.internal.json.EnumNames;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.internal.json.ManifestFormat;

/**
 * The header of a feature matrix. The file consists of: magic number, length and CRC-32C of the
 * header, the header as JSON, zeros up to {@value #DATA_START}, the rows, labels as int32, the
 * CRC-32C of the rows and that of the labels. All numbers are little-endian.
 *
 * @param rows the number of rows
 * @param columns the length of a row
 * @param format the number format of the values
 * @param dataset the description of the dataset
 * @param extractor the description of the extractor that computed the features
 * @param classNames in the order of labels
 */
record MatrixHeader(
    int rows,
    int columns,
    FloatFormat format,
    String dataset,
    String extractor,
    List<String> classNames) {
  static final String FORMAT = "dcgan-features";
  static final int VERSION = 1;

  /** Where rows begin: room for a thousand classes' names, and the start of a page. */
  static final int DATA_START = 1 << 16;

  private static final long MAGIC = 0x3154414645474344L; // "DCGEFAT1"
  private static final int JSON_START = 16;

  /** The bytes before and after the JSON have checksums of their own. */
  private static final ManifestFormat HEADER =
      ManifestFormat.unsealed(
          FORMAT, VERSION, "the header of a feature matrix", "extract the features again");

  private static final EnumNames<FloatFormat> DTYPES =
      EnumNames.of(
          FloatFormat.class,
          Map.of(FloatFormat.FLOAT32, "float32", FloatFormat.FLOAT16, "float16"));

  /** Copies the names. */
  MatrixHeader {
    classNames = List.copyOf(classNames);
  }

  long rowBytes() {
    return (long) columns * format.bytes();
  }

  long dataBytes() {
    return rows * rowBytes();
  }

  byte[] toBytes() {
    byte[] json =
        HEADER.encode(
            new JsonMap()
                .put("rows", rows)
                .put("columns", columns)
                .put("dtype", DTYPES.name(format))
                .put("dataset", dataset)
                .put("extractor", extractor)
                .put("classNames", classNames));
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

  static MatrixHeader read(PositionalFile open) throws IOException {
    Path file = open.path();
    ByteBuffer bytes = ByteBuffer.allocate(DATA_START).order(ByteOrder.LITTLE_ENDIAN);
    bytes.limit((int) Math.min(DATA_START, open.size()));
    open.read(0, bytes);
    int length = bytes.limit() < DATA_START ? 0 : bytes.getInt(8);
    if (bytes.limit() < DATA_START || bytes.getLong(0) != MAGIC) {
      throw new ModelFormatException(
          file + ": expected a feature matrix, found something else; extract features into it");
    }
    if (length < 2 || length > DATA_START - JSON_START) {
      throw damaged(file);
    }
    byte[] json = new byte[length];
    bytes.get(JSON_START, json);
    if (checksum(json) != bytes.getInt(12)) {
      throw damaged(file);
    }
    return HEADER.decode(
        file + " (header)",
        json,
        (fields, version) ->
            new MatrixHeader(
                fields.integer("rows", 0, Integer.MAX_VALUE / 4 - 2),
                fields.integer("columns", 1, Integer.MAX_VALUE / 4),
                fields.constant("dtype", DTYPES),
                fields.string("dataset"),
                fields.string("extractor"),
                fields.strings("classNames")));
  }

  private static ModelFormatException damaged(Path file) {
    return new ModelFormatException(file + ": the header is damaged; extract the features again");
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}

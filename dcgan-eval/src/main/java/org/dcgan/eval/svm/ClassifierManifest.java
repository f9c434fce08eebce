package org.dcgan.eval.svm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.dcgan.ModelFormatException;
import org.dcgan.internal.json.JsonFields;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.internal.json.ManifestFormat;

/**
 * What a classifier's folder says about itself in {@code classifier.json}.
 * docs/reference/file-formats.md describes the encoding.
 *
 * @param classNames in the order of the rows of weights, at least 2
 * @param dimension features a row, without the bias
 * @param array the file of the weights, beside the manifest
 * @param crc32c its checksum, eight hexadecimal digits
 */
record ClassifierManifest(List<String> classNames, int dimension, String array, String crc32c) {
  static final String FORMAT = "dcgan-linear-classifier";
  static final int VERSION = 1;

  /** The pattern of the weight file's name. */
  static final Pattern ARRAY = Pattern.compile("weights-[0-9a-f]{8}\\.npy");

  private static final Pattern CRC32C = Pattern.compile("[0-9a-f]{8}");

  private static final ManifestFormat MANIFEST =
      ManifestFormat.sealed(FORMAT, VERSION, "the manifest of a classifier", "fit it again");

  /** Copies the names. */
  ClassifierManifest {
    classNames = List.copyOf(classNames);
  }

  byte[] encode() {
    return MANIFEST.encode(
        new JsonMap()
            .put("classNames", classNames)
            .put("dimension", dimension)
            .put("array", array)
            .put("crc32c", crc32c));
  }

  /**
   * Reads a manifest.
   *
   * @throws ModelFormatException if it is not one, is damaged, or is of a newer version
   * @throws IOException if it cannot be read
   */
  static ClassifierManifest read(Path file) throws IOException {
    return MANIFEST.read(file, (fields, version) -> decode(fields));
  }

  private static ClassifierManifest decode(JsonFields fields) {
    List<String> names = fields.strings("classNames");
    int dimension = fields.integer("dimension", 1, Integer.MAX_VALUE - 1);
    Math.multiplyExact(names.size(), dimension + 1);
    return new ClassifierManifest(
        names,
        dimension,
        fields.string("array", ARRAY, "weights-, eight hexadecimal digits and .npy"),
        fields.string("crc32c", CRC32C, "eight hexadecimal digits"));
  }
}

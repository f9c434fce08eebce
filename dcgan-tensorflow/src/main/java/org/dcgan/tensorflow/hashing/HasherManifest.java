package org.dcgan.tensorflow.hashing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.dcgan.ModelFormatException;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.hashing.HasherOptions;
import org.dcgan.internal.json.JsonFields;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.internal.json.ManifestFormat;

/**
 * What a hasher's folder says about itself in {@code hasher.json}. docs/reference/file-formats.md
 * describes the encoding.
 *
 * @param engine the engine's name and version
 * @param options the options of its training
 * @param dataset the description of the training images
 * @param loss the loss at the end of training; may be infinite or NaN
 * @param arrays every array of the autoencoder
 */
record HasherManifest(
    String engine, HasherOptions options, String dataset, double loss, List<ArrayEntry> arrays) {
  static final String FORMAT = "dcgan-hasher";
  static final int VERSION = 1;

  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9.-]{1,200}\\.npy");
  private static final Pattern CRC32C = Pattern.compile("[0-9a-f]{8}");

  private static final ManifestFormat MANIFEST =
      ManifestFormat.sealed(
          FORMAT, VERSION, "the manifest of a hasher", "load another copy or train again");

  /**
   * One array.
   *
   * @param name the parameter's name
   * @param file its file, beside the manifest
   * @param crc32c the file's checksum, eight hexadecimal digits
   */
  record ArrayEntry(String name, String file, String crc32c) {}

  byte[] encode() {
    return MANIFEST.encode(
        new JsonMap()
            .put("engine", engine)
            .put("dataset", dataset)
            .put("loss", loss)
            .put(
                "options",
                new JsonMap()
                    .put("steps", options.steps())
                    .put("batchSize", options.batchSize())
                    .put("noise", options.noise())
                    .put("dropout", options.dropout())
                    .put("learningRate", options.learningRate())
                    .put("seed", options.seed()))
            .put(
                "arrays",
                arrays.stream()
                    .map(
                        array ->
                            new JsonMap()
                                .put("name", array.name())
                                .put("file", array.file())
                                .put("crc32c", array.crc32c()))
                    .toList()));
  }

  /**
   * Reads a manifest. It lists every array of the autoencoder once, and no other.
   *
   * @throws ModelFormatException if it is not one, is damaged, or is of a newer version
   * @throws IOException if it cannot be read
   */
  static HasherManifest read(Path file) throws IOException {
    return MANIFEST.read(file, (fields, version) -> decode(fields));
  }

  private static HasherManifest decode(JsonFields fields) {
    List<ArrayEntry> arrays =
        fields.objects(
            "arrays",
            array ->
                new ArrayEntry(
                    array.string("name"),
                    array.string("file", PLAIN_NAME, "a plain name that ends in .npy"),
                    array.string("crc32c", CRC32C, "eight hexadecimal digits")));
    Map<String, String> listed = new HashMap<>();
    Set<String> files = new HashSet<>();
    for (ArrayEntry array : arrays) {
      if (listed.put(array.name(), array.file()) != null || !files.add(array.file())) {
        throw fields.problem("arrays", array.name() + " or its file is listed twice");
      }
    }
    for (ParameterSpec parameter : Autoencoder.PARAMETERS) {
      if (listed.remove(parameter.name()) == null) {
        throw fields.problem("arrays", "no file is listed for " + parameter.name());
      }
    }
    if (!listed.isEmpty()) {
      throw fields.problem("arrays", "a hasher has no array named " + listed.keySet());
    }
    return new HasherManifest(
        fields.string("engine"),
        options(fields.object("options")),
        fields.string("dataset"),
        fields.extendedNumber("loss"),
        arrays);
  }

  private static HasherOptions options(JsonFields fields) {
    return new HasherOptions(
        fields.integer("steps", 1, Integer.MAX_VALUE),
        fields.integer("batchSize", 1, Integer.MAX_VALUE),
        fields.number("noise"),
        fields.number("dropout"),
        fields.number("learningRate"),
        fields.longInteger("seed", Long.MIN_VALUE, Long.MAX_VALUE));
  }
}

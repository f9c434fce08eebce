package org.dcgan.tensorflow;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dcgan.ModelFormatException;
import org.dcgan.architecture.Architecture;
import org.dcgan.internal.json.ArchitectureJson;
import org.dcgan.internal.json.JsonFields;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.internal.json.ManifestFormat;
import org.dcgan.tensorflow.export.NetworkArray;
import org.dcgan.tensorflow.training.Counters;

/**
 * The manifest of exported weights, {@code weights.json}. docs/reference/file-formats.md describes
 * it.
 *
 * @param library the version of the library that wrote it
 * @param step number of steps the model was trained for
 * @param generatorStatistics batches in G's population statistics
 * @param discriminatorStatistics batches in D's population statistics
 * @param architecture both networks
 * @param arrays every array of {@link NetworkArray}, in any order
 */
record WeightManifest(
    String library,
    long step,
    long generatorStatistics,
    long discriminatorStatistics,
    Architecture architecture,
    List<Entry> arrays) {
  static final String FORMAT = "dcgan-weights";
  static final int VERSION = 2;

  private static final Pattern PLAIN_NAME = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,200}");
  private static final Pattern DTYPE_1 = Pattern.compile("<f[48]");

  /** Version 2 added half precision. */
  private static final Pattern DTYPE = Pattern.compile("<f[248]");

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private static final ManifestFormat MANIFEST =
      ManifestFormat.sealed(
          FORMAT, VERSION, "the manifest of exported weights", "export the weights again");

  /**
   * One array.
   *
   * @param name the parameter's name
   * @param file its file, in the manifest's folder
   * @param shape its dimensions
   * @param dtype NumPy's name of the number format
   * @param layout description of axes and use
   * @param sha256 the file's checksum
   */
  record Entry(
      String name, String file, List<Integer> shape, String dtype, String layout, String sha256) {}

  byte[] encode() {
    return MANIFEST.encode(
        new JsonMap()
            .put("library", library)
            .put("step", step)
            .put("generatorStatisticsBatches", generatorStatistics)
            .put("discriminatorStatisticsBatches", discriminatorStatistics)
            .put("architecture", ArchitectureJson.encode(architecture))
            .put(
                "arrays",
                arrays.stream()
                    .map(
                        array ->
                            new JsonMap()
                                .put("name", array.name())
                                .put("file", array.file())
                                .put("shape", array.shape())
                                .put("dtype", array.dtype())
                                .put("layout", array.layout())
                                .put("sha256", array.sha256()))
                    .toList()));
  }

  /**
   * Reads a manifest. Its arrays are exactly those that its architecture implies.
   *
   * @throws ModelFormatException if it is not one, is damaged, or is of a newer version
   * @throws IOException if it cannot be read
   */
  static WeightManifest read(Path file) throws IOException {
    return MANIFEST.read(file, WeightManifest::decode);
  }

  /** The files of the arrays that a valid manifest lists. */
  static Set<String> files(Path file) throws IOException {
    return read(file).arrays().stream().map(Entry::file).collect(Collectors.toSet());
  }

  private static WeightManifest decode(JsonFields fields, int version) {
    Architecture architecture = ArchitectureJson.decode(fields.object("architecture"));
    List<Entry> arrays =
        fields.objects(
            "arrays",
            array ->
                new Entry(
                    array.string("name"),
                    array.string("file", PLAIN_NAME, "a plain file name"),
                    array.integers("shape", 0, Integer.MAX_VALUE),
                    version == 1
                        ? array.string("dtype", DTYPE_1, "<f4 or <f8")
                        : array.string("dtype", DTYPE, "<f2, <f4 or <f8"),
                    array.string("layout"),
                    array.string("sha256", SHA256, "64 hexadecimal digits")));
    check(fields, arrays, architecture);
    return new WeightManifest(
        fields.string("library"),
        fields.longInteger("step", 0, Counters.MOST),
        fields.longInteger("generatorStatisticsBatches", 0, Counters.MOST),
        fields.longInteger("discriminatorStatisticsBatches", 0, Counters.MOST),
        architecture,
        arrays);
  }

  private static void check(JsonFields fields, List<Entry> arrays, Architecture architecture) {
    Map<String, List<Integer>> listed = new HashMap<>();
    Set<String> files = new HashSet<>();
    for (Entry array : arrays) {
      if (listed.put(array.name(), array.shape()) != null || !files.add(array.file())) {
        throw fields.problem("arrays", array.name() + " or its file is listed twice");
      }
    }
    for (NetworkArray array : NetworkArray.of(architecture)) {
      List<Integer> shape = listed.remove(array.name());
      if (!array.shape().equals(shape)) {
        throw fields.problem(
            "arrays",
            "the architecture needs "
                + array.name()
                + " of shape "
                + array.shape()
                + ", the manifest lists "
                + (shape == null ? "none" : shape));
      }
    }
    if (!listed.isEmpty()) {
      throw fields.problem(
          "arrays", "the architecture has no array named " + listed.keySet().iterator().next());
    }
  }
}

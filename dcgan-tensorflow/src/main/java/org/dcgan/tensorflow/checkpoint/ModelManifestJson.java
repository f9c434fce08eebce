package org.dcgan.tensorflow.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.dcgan.ModelFormatException;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.internal.json.ArchitectureJson;
import org.dcgan.internal.json.JsonFields;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.internal.json.ManifestFormat;
import org.dcgan.tensorflow.checkpoint.ModelManifest.ArrayEntry;
import org.dcgan.tensorflow.training.AveragedNetworks;
import org.dcgan.tensorflow.training.Counters;
import org.jspecify.annotations.Nullable;

/**
 * The encoding of {@code model.json}, format {@value #FORMAT}. docs/reference/file-formats.md
 * describes it.
 */
public final class ModelManifestJson {
  /** Identifies the format in the file. */
  public static final String FORMAT = "dcgan-model";

  /** The version of the format, increased with every change. */
  public static final int VERSION = 2;

  /** Valid names of files and folders in the folder of the manifest; paths are not permitted. */
  private static final Pattern PLAIN_NAME = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,200}");

  private static final String DISCRIMINATOR_AVERAGES = "discriminatorEmaUpdates";

  private static final Pattern CRC32C = Pattern.compile("[0-9a-f]{8}");

  private static final ManifestFormat MANIFEST =
      ManifestFormat.sealed(
          FORMAT, VERSION, "the manifest of a model", "load another copy of the model");

  private ModelManifestJson() {}

  /** Encodes a manifest as the bytes of its file. */
  static byte[] encode(ModelManifest manifest) {
    RunRecord run = manifest.run();
    return MANIFEST.encode(
        new JsonMap()
            .put("library", manifest.library())
            .put("engine", manifest.engine())
            .put("dataset", manifest.dataset())
            .put("seed", manifest.spec().seed())
            .put("architecture", ArchitectureJson.encode(manifest.spec().architecture()))
            .put("counters", encode(manifest.counters()))
            .put("run", run == null ? null : RunRecordJson.encode(run))
            .put("arraysFolder", manifest.arraysFolder())
            .put(
                "arrays",
                manifest.arrays().stream()
                    .map(
                        array ->
                            new JsonMap()
                                .put("name", array.name())
                                .put("file", array.file())
                                .put("shape", array.shape())
                                .put("crc32c", array.crc32c()))
                    .toList()));
  }

  private static JsonMap encode(Counters counters) {
    JsonMap fields =
        new JsonMap()
            .put("step", counters.step())
            .put("generatorUpdates", counters.generatorUpdates())
            .put("discriminatorUpdates", counters.discriminatorUpdates())
            .put("generatorStatisticsBatches", counters.generatorStatistics())
            .put("discriminatorStatisticsBatches", counters.discriminatorStatistics())
            .put("generatorEmaUpdates", counters.generatorAverages());
    // Only where there is one, so that all other files stay readable by earlier versions.
    return counters.discriminatorAverages() == 0
        ? fields
        : fields
            .put(DISCRIMINATOR_AVERAGES, counters.discriminatorAverages())
            .put("discriminatorEmaStatisticsBatches", counters.discriminatorAverageStatistics());
  }

  /**
   * Reads a manifest and checks that its arrays are those of its architecture.
   *
   * @throws ModelFormatException if it is not a manifest, is damaged, or has a newer version
   * @throws IOException if it cannot be read
   */
  static ModelManifest read(Path file) throws IOException {
    return MANIFEST.read(file, ModelManifestJson::decode);
  }

  private static ModelManifest decode(JsonFields fields, int version) {
    Counters counters = counters(fields.object("counters"));
    Architecture architecture = ArchitectureJson.decode(fields.object("architecture"));
    JsonFields run = fields.nullableObject("run");
    List<ArrayEntry> arrays = fields.objects("arrays", ModelManifestJson::array);
    check(fields, arrays, ModelArrays.of(architecture, AveragedNetworks.of(counters)));
    RunRecord record = run == null ? null : RunRecordJson.decode(run, version);
    if (record != null && record.firstStep() > counters.step()) {
      throw fields.problem(
          "run",
          "firstStep must be at most counters.step, "
              + counters.step()
              + ", got "
              + record.firstStep());
    }
    return new ModelManifest(
        fields.string("library"),
        fields.string("engine"),
        fields.string("dataset"),
        new ModelSpec(architecture, fields.longInteger("seed", Long.MIN_VALUE, Long.MAX_VALUE)),
        counters,
        record,
        fields.string("arraysFolder", PLAIN_NAME, "a plain name"),
        arrays);
  }

  private static Counters counters(JsonFields fields) {
    boolean averagesDiscriminator = fields.has(DISCRIMINATOR_AVERAGES);
    return new Counters(
        fields.longInteger("step", 0, Counters.MOST),
        fields.longInteger("generatorUpdates", 0, Counters.MOST),
        fields.longInteger("discriminatorUpdates", 0, Counters.MOST),
        fields.longInteger("generatorStatisticsBatches", 0, Counters.MOST),
        fields.longInteger("discriminatorStatisticsBatches", 0, Counters.MOST),
        fields.longInteger("generatorEmaUpdates", 0, Counters.MOST),
        averagesDiscriminator ? fields.longInteger(DISCRIMINATOR_AVERAGES, 1, Counters.MOST) : 0,
        averagesDiscriminator
            ? fields.longInteger("discriminatorEmaStatisticsBatches", 0, Counters.MOST)
            : 0);
  }

  private static ArrayEntry array(JsonFields fields) {
    return new ArrayEntry(
        fields.string("name"),
        fields.string("file", PLAIN_NAME, "a plain name"),
        fields.integers("shape", 0, Integer.MAX_VALUE),
        fields.string("crc32c", CRC32C, "eight hexadecimal digits"));
  }

  /** Checked first, so that a manifest cannot cause allocations beyond the size of its files. */
  private static void check(
      JsonFields fields, List<ArrayEntry> arrays, Map<String, List<Integer>> expected) {
    Map<String, @Nullable List<Integer>> missing = new HashMap<>(expected);
    Set<String> files = new HashSet<>();
    for (ArrayEntry array : arrays) {
      List<Integer> shape = missing.remove(array.name());
      if (shape == null) {
        throw fields.problem(
            "arrays",
            "the array "
                + array.name()
                + (expected.containsKey(array.name()) ? " is listed twice" : " is not expected")
                + " for this architecture");
      }
      if (!shape.equals(array.shape())) {
        throw fields.problem(
            "arrays",
            "the architecture needs "
                + array.name()
                + " of shape "
                + shape
                + ", the manifest lists "
                + array.shape());
      }
      if (!files.add(array.file())) {
        throw fields.problem("arrays", "the file " + array.file() + " is listed twice");
      }
    }
    if (!missing.isEmpty()) {
      throw fields.problem(
          "arrays",
          missing.size()
              + " arrays of this architecture are not listed, among them "
              + missing.keySet().iterator().next());
    }
  }
}

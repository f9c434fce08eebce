package org.dcgan.tensorflow.compute;

import static org.dcgan.internal.PrintableText.printable;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dcgan.ModelFormatException;
import org.dcgan.image.ImageShape;
import org.dcgan.internal.json.ArchitectureJson;
import org.dcgan.internal.json.JsonFields;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.internal.json.ManifestFormat;

/**
 * What a {@link PatchFile} says about itself in {@code layers.json}. docs/reference/file-formats.md
 * describes the encoding.
 *
 * @param image the images' shape
 * @param layers first layer first
 */
record PatchManifest(ImageShape image, List<Layer> layers) {
  static final String FORMAT = "dcgan-patches";
  static final int VERSION = 1;

  private static final int MOST_SIDE = 256;

  /** Limit of the number of values in all arrays, 512 MB. */
  private static final long MOST_VALUES = 1L << 27;

  /**
   * The maximum ratio of the size of the arrays to that of the file. Learned values hardly shrink.
   */
  private static final long MAX_RATIO = 200;

  /** The ratio is not checked below this number of bytes of arrays. */
  private static final long RATIO_MATTERS = 16 << 20;

  private static final ManifestFormat MANIFEST =
      ManifestFormat.sealed(
          FORMAT, VERSION, "the manifest of patch dictionaries", "learn the features again");

  /** Checks the sizes, which determine how much is read. */
  PatchManifest {
    layers = List.copyOf(layers);
    long values = 0;
    for (Layer layer : layers) {
      for (Dictionary d : layer.dictionaries()) {
        long n = (long) d.side() * d.side() * d.channels().size();
        values += n + Math.multiplyExact(n, n) + Math.multiplyExact(n, d.centroids());
        if (values > MOST_VALUES) {
          throw new IllegalArgumentException(
              "the dictionaries have more than " + MOST_VALUES + " values, the most in one file");
        }
      }
    }
  }

  /** A layer: its dictionaries, and the side of its pooling windows. */
  record Layer(int pool, List<Dictionary> dictionaries) {}

  /** A dictionary: its numbers; the arrays are beside the manifest. */
  record Dictionary(int side, List<Integer> channels, double contrast, int centroids) {}

  static PatchManifest of(PatchFile file) {
    return new PatchManifest(
        file.shape(),
        file.layers().stream()
            .map(
                layer ->
                    new Layer(
                        layer.pool(),
                        layer.dictionaries().stream()
                            .map(
                                d -> new Dictionary(d.side(), d.channels(), d.contrast(), d.size()))
                            .toList()))
            .toList());
  }

  /**
   * Checks that the arrays fit the heap and the file, before they are read: a small archive must
   * not expand without limit.
   *
   * @param file the file, for messages
   * @param fileBytes the size of the file
   * @param heapBytes the maximum size of the heap
   */
  void checkSize(Path file, long fileBytes, long heapBytes) throws ModelFormatException {
    long bytes = 0;
    for (List<Integer> shape : arrays().values()) {
      bytes +=
          Float.BYTES * shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    }
    if (bytes > RATIO_MATTERS && bytes / MAX_RATIO > fileBytes) {
      throw new ModelFormatException(
          printable(file)
              + " is damaged: its arrays of "
              + bytes
              + " bytes are more than "
              + MAX_RATIO
              + " times its "
              + fileBytes
              + " bytes; learn the features again");
    }
    if (bytes > heapBytes) {
      throw new ModelFormatException(
          printable(file)
              + ": reading its arrays takes "
              + (bytes >> 20)
              + " MB of memory, more than the heap of "
              + (heapBytes >> 20)
              + " MB; run java with a larger -Xmx, or learn fewer features");
    }
  }

  /** The shapes of the arrays beside the manifest, by the names of their entries. */
  Map<String, List<Integer>> arrays() {
    Map<String, List<Integer>> arrays = new HashMap<>();
    for (int l = 0; l < layers.size(); l++) {
      List<Dictionary> dictionaries = layers.get(l).dictionaries();
      for (int d = 0; d < dictionaries.size(); d++) {
        Dictionary dictionary = dictionaries.get(d);
        int n = dictionary.side() * dictionary.side() * dictionary.channels().size();
        arrays.put(PatchFile.name(l, d, "mean"), List.of(n));
        arrays.put(PatchFile.name(l, d, "whitening"), List.of(n, n));
        arrays.put(PatchFile.name(l, d, "centroids"), List.of(dictionary.centroids(), n));
      }
    }
    return arrays;
  }

  byte[] encode() {
    return MANIFEST.encode(
        new JsonMap()
            .put("image", ArchitectureJson.encode(image))
            .put(
                "layers",
                layers.stream()
                    .map(
                        layer ->
                            new JsonMap()
                                .put("pool", layer.pool())
                                .put(
                                    "dictionaries",
                                    layer.dictionaries().stream()
                                        .map(
                                            d ->
                                                new JsonMap()
                                                    .put("side", d.side())
                                                    .put("channels", d.channels())
                                                    .put("contrast", d.contrast())
                                                    .put("centroids", d.centroids()))
                                        .toList()))
                    .toList()));
  }

  static PatchManifest decode(String name, byte[] bytes) throws ModelFormatException {
    return MANIFEST.decode(
        name,
        bytes,
        (fields, version) ->
            new PatchManifest(
                ArchitectureJson.decodeImage(fields.object("image")),
                fields.objects(
                    "layers",
                    layer ->
                        new Layer(
                            layer.integer("pool", 1, Integer.MAX_VALUE),
                            layer.objects("dictionaries", PatchManifest::dictionary)))));
  }

  private static Dictionary dictionary(JsonFields fields) {
    return new Dictionary(
        fields.integer("side", 1, MOST_SIDE),
        fields.integers("channels", 0, Integer.MAX_VALUE),
        fields.number("contrast"),
        fields.integer("centroids", 1, Integer.MAX_VALUE));
  }
}

package org.dcgan.tensorflow.patches;

import java.util.List;
import org.dcgan.ModelFormatException;
import org.dcgan.image.ImageShape;
import org.dcgan.internal.json.ArchitectureJson;
import org.dcgan.internal.json.JsonFields;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.internal.json.ManifestFormat;

/**
 * What a {@link PatchFile} says about itself in {@code layers.json}. docs/FILE-FORMATS.md describes
 * the encoding.
 *
 * @param image the images' shape
 * @param layers first layer first
 */
record PatchManifest(ImageShape image, List<Layer> layers) {
  static final String FORMAT = "dcgan-patches";
  static final int VERSION = 1;

  /** Far above what fits a file; keeps the products of sizes below 2^31. */
  private static final int MOST_SIDE = 256;

  private static final int MOST_CENTROIDS = 1 << 24;

  private static final ManifestFormat MANIFEST =
      ManifestFormat.sealed(
          FORMAT, VERSION, "the manifest of patch dictionaries", "learn the features again");

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
                                d ->
                                    new Dictionary(d.side(), d.channels(), d.contrast(), d.size()))
                            .toList()))
            .toList());
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
    Dictionary dictionary =
        new Dictionary(
            fields.integer("side", 1, MOST_SIDE),
            fields.integers("channels", 0, Integer.MAX_VALUE),
            fields.number("contrast"),
            fields.integer("centroids", 1, MOST_CENTROIDS));
    Math.multiplyExact(dictionary.side() * dictionary.side(), dictionary.channels().size());
    return dictionary;
  }
}

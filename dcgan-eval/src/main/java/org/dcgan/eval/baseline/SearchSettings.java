package org.dcgan.eval.baseline;

import java.nio.charset.StandardCharsets;
import org.dcgan.internal.json.ArchitectureJson;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.internal.json.ManifestFormat;

/**
 * Everything that the results of a search's trials depend on: {@code search.json}. Processes that
 * share a folder compare its bytes, so that all of them run the same search.
 * docs/reference/file-formats.md describes the encoding.
 *
 * @param options the options of the search, of which the number of trials and the time limit are
 *     not stored
 * @param training the description of the training images
 * @param validation the description of the validation images
 */
record SearchSettings(SearchOptions options, String training, String validation) {
  static final String FORMAT = "dcgan-search";
  static final int VERSION = 1;

  private static final ManifestFormat MANIFEST =
      ManifestFormat.sealed(FORMAT, VERSION, "the settings of a search", "choose another folder");

  String encode() {
    SearchSpace space = options.space();
    JsonMap json =
        new JsonMap()
            .put("architecture", ArchitectureJson.encode(options.architecture()))
            .put(
                "space",
                new JsonMap()
                    .put("learningRate", encode(space.learningRate()))
                    .put("l2", encode(space.l2()))
                    .put("dropout", encode(space.dropout()))
                    .put("weightStandardDeviation", encode(space.weightDeviation()))
                    .put("beta1", space.beta1())
                    .put("batchSize", space.batchSize()))
            .put("epochs", options.epochs())
            .put("evaluateEveryEpochs", options.evaluateEvery())
            .put("patience", options.patience())
            .put("seed", options.seed())
            .put("trainingData", training)
            .put("validationData", validation);
    return new String(MANIFEST.encode(json), StandardCharsets.UTF_8);
  }

  private static JsonMap encode(SearchSpace.Range range) {
    return new JsonMap()
        .put("low", range.low())
        .put("high", range.high())
        .put("logarithmic", range.logarithmic());
  }
}

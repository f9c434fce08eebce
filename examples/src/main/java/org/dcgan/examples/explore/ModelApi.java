package org.dcgan.examples.explore;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.dcgan.Dcgan;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.inspect.Concept;
import org.dcgan.eval.inspect.ForgetObjects;
import org.dcgan.eval.inspect.SampleBoxes;
import org.dcgan.eval.inspect.TurnVector;
import org.dcgan.internal.json.JsonMap;
import org.jspecify.annotations.Nullable;

/** What the page needs to know about the model. */
final class ModelApi {
  private final SharedModel model;
  private final @Nullable Dataset dataset;
  private final String name;
  private final long seed;

  ModelApi(SharedModel model, @Nullable Dataset dataset, String name, long seed) {
    this.model = model;
    this.dataset = dataset;
    this.name = name;
    this.seed = seed;
  }

  Map<String, Endpoint> endpoints() {
    return Map.of("/api/model", this::describe, "/api/reload", this::reload);
  }

  private Reply describe(Request request) throws IOException {
    request.json().end();
    return Reply.json(model.use(this::description));
  }

  private Reply reload(Request request) throws IOException {
    request.json().end();
    model.reload();
    return Reply.json(model.use(this::description));
  }

  private JsonMap description(Dcgan dcgan) {
    Architecture architecture = dcgan.architecture();
    JsonMap json =
        new JsonMap()
            .put("name", name)
            .put("step", dcgan.step())
            .put("seed", seed)
            .put("height", architecture.image().height())
            .put("width", architecture.image().width())
            .put("channels", architecture.image().channels())
            .put("latentDim", architecture.latentDim())
            .put("latentDistribution", architecture.latentDistribution().name())
            .put("samplesPerSeed", SampleLatents.perSeed(architecture))
            .put("generatorLayers", layers(architecture.generatorFeatureLayers()))
            .put("discriminatorLayers", layers(architecture.discriminatorFeatureLayers()))
            .put("forgetLayer", ForgetObjects.secondHighest(architecture).name())
            .put("conceptExemplars", Concept.DEFAULT_EXEMPLARS)
            .put("turnExemplars", TurnVector.DEFAULT_EXEMPLARS)
            .put("boxedSamples", SampleBoxes.DEFAULT_COUNT);
    if (architecture.isConditional()) {
      json.put("classes", architecture.classes());
      label(dcgan).ifPresent(label -> json.put("label", label));
    }
    if (dataset != null) {
      json.put(
          "dataset",
          new JsonMap()
              .put("description", printable(dataset.description()))
              .put("size", dataset.size()));
    }
    return json;
  }

  /** The class of all samples, if the model generates one class. */
  private static OptionalInt label(Dcgan dcgan) {
    return dcgan
        .labels()
        .filter(labels -> labels.count() == 1)
        .map(labels -> labels.classOf(0))
        .orElse(OptionalInt.empty());
  }

  private static List<JsonMap> layers(List<LayerSpec> layers) {
    return layers.stream()
        .map(
            layer ->
                new JsonMap()
                    .put("name", layer.name())
                    .put("side", layer.side())
                    .put("maps", layer.maps()))
        .toList();
  }
}

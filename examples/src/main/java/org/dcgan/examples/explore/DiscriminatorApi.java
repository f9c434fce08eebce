package org.dcgan.examples.explore;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.dcgan.Dcgan;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.eval.inspect.GuidedBackprop;
import org.dcgan.image.Images;
import org.dcgan.inspect.Activations;
import org.dcgan.inspect.GuidedRule;
import org.dcgan.inspect.UnitGradients;
import org.dcgan.internal.json.JsonMap;

/** What the discriminator sees in an image. */
final class DiscriminatorApi {
  private static final int SHOWN_MAPS = 8;

  private final SharedModel model;
  private final QueryImage images;

  DiscriminatorApi(SharedModel model, QueryImage images) {
    this.model = model;
    this.images = images;
  }

  Map<String, Endpoint> endpoints() {
    return Map.of("/api/discriminator", this::score, "/api/guided", this::guided);
  }

  /** The score, and the feature maps with the strongest responses in each layer. */
  private Reply score(Request request) throws IOException {
    QueryImage.Source source = images.of(request, request.query());
    return Reply.json(
        model.use(
            dcgan -> {
              Images image = source.in(dcgan);
              List<JsonMap> layers = new ArrayList<>();
              for (LayerSpec layer : dcgan.architecture().discriminatorFeatureLayers()) {
                layers.add(
                    new JsonMap()
                        .put("name", layer.name())
                        .put("side", layer.side())
                        .put("strongest", strongest(dcgan, image, layer)));
              }
              return SampleApi.score(new JsonMap(), dcgan.discriminator().logits(image)[0])
                  .put("png", ImageJson.png(image, 0))
                  .put("layers", layers);
            }));
  }

  private static List<JsonMap> strongest(Dcgan dcgan, Images image, LayerSpec layer) {
    Activations activations = dcgan.discriminator().activations(image, layer.name());
    return IntStream.range(0, layer.maps())
        .boxed()
        .sorted(Comparator.comparingDouble(map -> -activations.strongest(0, map).value()))
        .limit(SHOWN_MAPS)
        .map(map -> response(activations.strongest(0, map)).put("map", map))
        .toList();
  }

  private static JsonMap response(Activations.Response response) {
    return new JsonMap()
        .put("row", response.row())
        .put("column", response.column())
        .put("value", (double) response.value());
  }

  /** The guided gradient of one feature map's strongest response. */
  private Reply guided(Request request) throws IOException {
    Query query = request.query();
    String layer = query.text("layer");
    int map = (int) query.integer("map", 0, Integer.MAX_VALUE);
    GuidedRule rule = rule(query.text("rule"));
    QueryImage.Source source = images.of(request, query);
    UnitGradients found =
        model.use(
            dcgan -> dcgan.discriminator().guidedGradients(source.in(dcgan), layer, map, rule));
    return Reply.json(
        response(found.responses().get(0))
            .put("layer", found.layer().name())
            .put("map", map)
            .put("side", found.layer().side())
            .put("png", ImageJson.png(GuidedBackprop.scaled(found.gradients()), 0)));
  }

  private static GuidedRule rule(String name) {
    for (GuidedRule rule : GuidedRule.values()) {
      if (rule.name().toLowerCase(Locale.ROOT).equals(name)) {
        return rule;
      }
    }
    throw new IllegalArgumentException(
        "rule must be drop_leak, keep_leak or plain, got \"" + printable(name) + "\"");
  }
}

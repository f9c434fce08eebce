package org.dcgan.examples.explore;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dcgan.SamplingOptions;
import org.dcgan.eval.inspect.ForgetObjects;
import org.dcgan.eval.inspect.LogisticRegression;
import org.dcgan.eval.inspect.SampleBoxes;
import org.dcgan.inspect.RemovedMaps;
import org.dcgan.internal.json.JsonFields;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.latent.Latents;

/** Removes the feature maps of an object that boxes were drawn around, and the file of boxes. */
final class ForgetApi {
  private static final int MOST_BOXES = 2000;
  private static final int MOST_BOXED_SAMPLES = 300;

  private final SharedModel model;

  ForgetApi(SharedModel model) {
    this.model = model;
  }

  Map<String, Endpoint> endpoints() {
    return Map.of(
        "/api/boxes", this::boxes, "/api/forget", this::fit, "/api/forgotten", this::samples);
  }

  private SampleBoxes read(JsonFields fields) throws IOException {
    SampleBoxes boxes = SampleBoxes.parse(fields.string("boxes"));
    Seeds.check(boxes.seed());
    long samples = boxes.boxes().stream().map(SampleBoxes.SampleBox::sample).distinct().count();
    if (boxes.boxes().size() > MOST_BOXES || samples > MOST_BOXED_SAMPLES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected at most %d boxes on %d samples, got %d on %d; use ForgetWindows for more",
              MOST_BOXES,
              MOST_BOXED_SAMPLES,
              boxes.boxes().size(),
              samples));
    }
    return model.use(
        dcgan -> {
          Seeds.checkCount(dcgan, boxes.count());
          boxes.requireLabelOf(dcgan);
          return boxes;
        });
  }

  /** Checks a file of boxes, and returns its contents and the text to save. */
  private Reply boxes(Request request) throws IOException {
    JsonFields fields = request.json();
    SampleBoxes boxes = read(fields);
    fields.end();
    return Reply.json(
        new JsonMap()
            .put("seed", boxes.seed())
            .put("count", boxes.count())
            .put("boxes", boxes.boxes().stream().map(ForgetApi::json).toList())
            .put("file", boxes.toJson()));
  }

  private static JsonMap json(SampleBoxes.SampleBox box) {
    return new JsonMap()
        .put("sample", box.sample())
        .put("x", box.box().x())
        .put("y", box.box().y())
        .put("width", box.box().width())
        .put("height", box.box().height());
  }

  /** The feature maps with a positive weight. */
  private Reply fit(Request request) throws IOException {
    JsonFields fields = request.json();
    SampleBoxes boxes = read(fields);
    String layer = fields.string("layer");
    long seed = SampleId.seed(fields);
    fields.end();
    ForgetObjects.Options options =
        new ForgetObjects.Options(layer, LogisticRegression.Options.DEFAULT, 1, seed);
    ForgetObjects.Forgetting found =
        model.useLong(dcgan -> ForgetObjects.find(dcgan, boxes, options));
    return Reply.json(
        new JsonMap()
            .put("layer", found.layer().name())
            .put("maps", found.layer().maps())
            .put("boxes", found.boxes())
            .put("positives", found.positives())
            .put("negatives", found.negatives())
            .put("accuracy", found.accuracy())
            .put(
                "positive",
                found.removed().stream()
                    .map(
                        map ->
                            new JsonMap().put("map", map).put("weight", found.weights().get(map)))
                    .toList()));
  }

  /** Samples with all feature maps and without some. */
  private Reply samples(Request request) throws IOException {
    JsonFields fields = request.json();
    SampleRange range = SampleRange.of(fields);
    String layer = fields.string("layer");
    List<Integer> removed = fields.integers("removed", 0, Integer.MAX_VALUE);
    fields.end();
    return Reply.json(
        model.use(
            dcgan -> {
              Latents latents = range.latents(dcgan);
              SamplingOptions without =
                  SamplingOptions.DEFAULT.without(RemovedMaps.of(layer, removed));
              return new JsonMap()
                  .put("with", ImageJson.pngs(dcgan.generator().generate(latents)))
                  .put("without", ImageJson.pngs(dcgan.generator().generate(latents, without)));
            }));
  }
}

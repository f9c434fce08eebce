package org.dcgan.examples.explore;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dcgan.image.ImageGrid;
import org.dcgan.image.Images;
import org.dcgan.internal.NpyHeader;
import org.dcgan.internal.json.JsonFields;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.latent.Latents;

/** Samples with their scores, their latents, and files of them. */
final class SampleApi {
  /** The largest number of samples in one response. */
  static final int MOST_SAMPLES = 64;

  /** With a filter, the largest number of samples that one request generates. */
  private static final int MOST_SCANNED = 512;

  private static final int BATCH = 16;
  private static final int MOST_SHOWN_COORDINATES = 1024;

  private final SharedModel model;

  SampleApi(SharedModel model) {
    this.model = model;
  }

  Map<String, Endpoint> endpoints() {
    return Map.of(
        "/api/samples", this::samples,
        "/api/sample", this::sample,
        "/api/chosen", this::chosen,
        "/api/latents.npy", this::latents,
        "/api/grid.png", this::grid);
  }

  /** Consecutive samples of a seed whose scores lie in a range. */
  private Reply samples(Request request) throws IOException {
    JsonFields fields = request.json();
    long seed = SampleId.seed(fields);
    int first = fields.integer("first", 0, Integer.MAX_VALUE);
    int count = fields.integer("count", 1, MOST_SAMPLES);
    double minimum = fields.has("minimum") ? fields.number("minimum") : 0;
    double maximum = fields.has("maximum") ? fields.number("maximum") : 1;
    fields.end();
    boolean all = minimum <= 0 && maximum >= 1;
    return Reply.json(
        model.use(
            dcgan -> {
              int end = SampleLatents.perSeed(dcgan.architecture());
              int last = Math.min(end, first + Math.min(MOST_SCANNED, end));
              List<JsonMap> found = new ArrayList<>();
              int next = first;
              while (next < last && found.size() < count) {
                int size = all ? count : BATCH;
                Latents latents =
                    SampleLatents.range(dcgan, seed, next, Math.min(size, last - next));
                Images images = dcgan.generator().generate(latents);
                float[] logits = dcgan.discriminator().logits(images);
                for (int i = 0; i < logits.length && found.size() < count; i++) {
                  double probability = probability(logits[i]);
                  if (probability >= minimum && probability <= maximum) {
                    found.add(
                        score(new JsonMap().put("seed", seed).put("index", next), logits[i])
                            .put("png", ImageJson.png(images, i)));
                  }
                  next++;
                }
              }
              return new JsonMap()
                  .put("samples", found)
                  .put("next", next)
                  .put("scanned", Math.max(0, next - first))
                  .put("end", next >= end);
            }));
  }

  /** One sample with its latent. */
  private Reply sample(Request request) throws IOException {
    JsonFields fields = request.json();
    SampleId id = SampleId.of(fields);
    fields.end();
    return Reply.json(
        model.use(
            dcgan -> {
              Latents latent = SampleLatents.of(dcgan, List.of(id));
              Images images = dcgan.generator().generate(latent);
              JsonMap json = new JsonMap().put("seed", id.seed()).put("index", id.index());
              return score(json, dcgan.discriminator().logits(images)[0])
                  .put("png", ImageJson.png(images, 0))
                  .put("latent", shown(latent));
            }));
  }

  /** Chosen samples, for example the exemplars of a file. */
  private Reply chosen(Request request) throws IOException {
    List<SampleId> ids = ids(request.json());
    return Reply.json(
        model.use(
            dcgan -> {
              Images images = dcgan.generator().generate(SampleLatents.of(dcgan, ids));
              float[] logits = dcgan.discriminator().logits(images);
              List<JsonMap> samples = new ArrayList<>();
              for (int i = 0; i < logits.length; i++) {
                SampleId id = ids.get(i);
                JsonMap json = new JsonMap().put("seed", id.seed()).put("index", id.index());
                samples.add(score(json, logits[i]).put("png", ImageJson.png(images, i)));
              }
              return new JsonMap().put("samples", samples);
            }));
  }

  private static List<Double> shown(Latents latent) {
    List<Double> shown = new ArrayList<>();
    for (int i = 0; i < Math.min(MOST_SHOWN_COORDINATES, latent.dim()); i++) {
      // The shortest decimal number that identifies the float.
      shown.add(Double.parseDouble(Float.toString(latent.value(0, i))));
    }
    return shown;
  }

  static JsonMap score(JsonMap json, float logit) {
    return json.put("logit", (double) logit).put("probability", probability(logit));
  }

  private static double probability(float logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  /** The latents of chosen samples as a NumPy file. */
  private Reply latents(Request request) throws IOException {
    List<SampleId> ids = ids(request.json());
    Latents latents = model.use(dcgan -> SampleLatents.of(dcgan, ids));
    ByteBuffer values =
        ByteBuffer.allocate(Math.multiplyExact(4, latents.count() * latents.dim()))
            .order(ByteOrder.LITTLE_ENDIAN);
    values.asFloatBuffer().put(latents.data());
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(NpyHeader.encode("<f4", latents.count(), latents.dim()));
    file.write(values.array());
    return Reply.file("application/octet-stream", file.toByteArray());
  }

  /** The images of chosen samples as one file. */
  private Reply grid(Request request) throws IOException {
    List<SampleId> ids = ids(request.json());
    Images images = model.use(dcgan -> dcgan.generator().generate(SampleLatents.of(dcgan, ids)));
    return Reply.file("image/png", ImageGrid.of(images).toPng());
  }

  private static List<SampleId> ids(JsonFields fields) {
    List<SampleId> ids = readIds(fields, "samples", MOST_SAMPLES);
    fields.end();
    return ids;
  }

  /** Reads a list of at least one and at most a number of samples. */
  static List<SampleId> readIds(JsonFields fields, String key, int most) {
    List<SampleId> ids = fields.objects(key, SampleId::of);
    if (ids.isEmpty() || ids.size() > most) {
      throw fields.problem(key, "expected 1 to " + most + " samples, got " + ids.size());
    }
    return ids;
  }
}

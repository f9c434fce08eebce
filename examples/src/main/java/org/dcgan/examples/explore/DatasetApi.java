package org.dcgan.examples.explore;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.inspect.NearestImages;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.internal.json.JsonFields;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.progress.ProgressListener;

/** The images of the dataset, and those nearest to an image. */
final class DatasetApi {
  private final SharedModel model;
  private final QueryImage images;

  DatasetApi(SharedModel model, QueryImage images) {
    this.model = model;
    this.images = images;
  }

  Map<String, Endpoint> endpoints() {
    return Map.of("/api/dataset", this::list, "/api/nearest", this::nearest);
  }

  private Reply list(Request request) throws IOException {
    JsonFields fields = request.json();
    int first = fields.integer("first", 0, Integer.MAX_VALUE - SampleApi.MOST_SAMPLES);
    int count = fields.integer("count", 1, SampleApi.MOST_SAMPLES);
    fields.end();
    Dataset dataset = images.dataset();
    List<JsonMap> found = new ArrayList<>();
    for (int i = first; i < Math.min(dataset.size(), first + count); i++) {
      JsonMap image = new JsonMap().put("index", i).put("name", printable(dataset.name(i)));
      int label = dataset.label(i);
      if (label != ImageSource.NO_LABEL) {
        image.put("label", printable(dataset.classNames().get(label)));
      }
      try {
        image.put("png", Base64.getEncoder().encodeToString(dataset.read(i).toPng()));
      } catch (UnreadableImageException e) {
        image.put("error", e.getMessage());
      }
      found.add(image);
    }
    return Reply.json(new JsonMap().put("images", found).put("size", dataset.size()));
  }

  /**
   * The nearest images by pixels and by the discriminator's features. The response is written while
   * all images are read; when the browser closes the connection, the search ends.
   */
  private Reply nearest(Request request) throws IOException {
    Dataset dataset = images.dataset();
    QueryImage.Source source = images.of(request, request.query());
    return new Reply.Lines(
        out ->
            model.useLong(
                dcgan -> {
                  Images image = source.in(dcgan);
                  write(
                      out,
                      "pixels",
                      NearestImages.byPixels(image, dataset, progress(out, "pixels")));
                  write(
                      out,
                      "features",
                      NearestImages.byFeatures(
                          image,
                          dataset,
                          dcgan.discriminator().features(),
                          progress(out, "features")));
                  return dataset;
                }));
  }

  private static void write(OutputStream out, String by, NearestImages nearest) throws IOException {
    NearestImages.Match match = nearest.matches().get(0);
    Lines.write(
        out,
        new JsonMap()
            .put("by", by)
            .put("index", match.index())
            .put("name", printable(match.name()))
            .put("distance", match.distance())
            .put("png", ImageJson.png(nearest.images(), 0)));
  }

  private static ProgressListener progress(OutputStream out, String by) {
    return (name, total, unit) -> new Lines.Progress(out, by, total);
  }
}

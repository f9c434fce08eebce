package org.dcgan.examples.explore;

import java.io.IOException;
import java.util.List;
import org.dcgan.Dcgan;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.InMemoryDataset;
import org.dcgan.image.Images;
import org.jspecify.annotations.Nullable;

/** The image that a request is about: a sample, an image of the dataset, or an uploaded file. */
final class QueryImage {
  /** The largest uploaded image, in pixels. */
  private static final long MOST_PIXELS = 40_000_000;

  private final @Nullable Dataset dataset;
  private final ExploreSource source;

  /**
   * Creates the reader.
   *
   * @param dataset images of the model's shape, if there are any
   * @param source crops and resizes images to the model's shape
   */
  QueryImage(@Nullable Dataset dataset, ExploreSource source) {
    this.dataset = dataset;
    this.source = source;
  }

  /** Finds or generates an image. */
  @FunctionalInterface
  interface Source {
    Images in(Dcgan dcgan) throws IOException;
  }

  /**
   * Reads the parameters {@code seed} and {@code index} of a sample or {@code dataset} of an image
   * of the dataset; without them, the body is an image file.
   */
  Source of(Request request, Query query) throws IOException {
    if (query.has("seed")) {
      SampleId id =
          new SampleId(
              query.integer("seed", -SampleId.LARGEST_SEED, SampleId.LARGEST_SEED),
              (int) query.integer("index", 0, Integer.MAX_VALUE));
      return dcgan -> dcgan.generator().generate(SampleLatents.of(dcgan, List.of(id)));
    } else if (query.has("dataset")) {
      Dataset images = dataset();
      int index = (int) query.integer("dataset", 0, images.size() - 1L);
      return dcgan -> Images.read(images, index);
    }
    byte[] file = request.image();
    if (file.length == 0) {
      throw new IllegalArgumentException(
          "expected an image file in the body, or the parameters seed and index, or dataset");
    }
    Dataset uploaded =
        InMemoryDataset.builder()
            .pixelLimit(MOST_PIXELS)
            .addEncoded("the uploaded file", file)
            .build();
    return dcgan -> Images.read(source.fit(uploaded, dcgan.architecture().image()), 0);
  }

  /** The dataset. */
  Dataset dataset() {
    if (dataset == null) {
      throw new RefusedException(
          404, "the program was started without images; start it with --data DIR");
    }
    return dataset;
  }
}

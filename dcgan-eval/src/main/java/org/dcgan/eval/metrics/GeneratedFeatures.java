package org.dcgan.eval.metrics;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.apiguardian.api.API;
import org.dcgan.ResourceLimitException;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageSource;
import org.dcgan.progress.ProgressListener;

/**
 * Features of generated images, from a model or from files, of any generator. To measure the floor
 * of a metric, real images that are not among the {@link RealFeatures} take this role.
 *
 * @param features finite values, one row for each image
 * @param origin where they come from
 */
@API(status = API.Status.STABLE, since = "0.1")
public record GeneratedFeatures(Features features, FeatureOrigin origin) {
  /** Refuses null and values that are not finite. */
  public GeneratedFeatures {
    requireNonNull(features, "features");
    requireNonNull(origin, "origin");

    FeatureReading.requireConsistent(features, origin, "generated");
  }

  /**
   * Extracts features of images that are read from a source, such as a folder of samples. A seed
   * selects them. Damaged images are replaced by others.
   *
   * @param extractor computes features
   * @param source generated images of the extractor's shape
   * @param count the number of images, at least 1; of a smaller source all are used
   * @param seed the random seed that selects images
   * @param progress receives the number of images that have been processed
   * @return the features
   * @throws IllegalArgumentException if the images do not fit the extractor, none can be read, or
   *     their features are not finite
   * @throws ResourceLimitException if the features do not fit into the heap
   * @throws IOException if the source cannot be read
   */
  public static GeneratedFeatures extract(
      FeatureExtractor extractor,
      ImageSource source,
      int count,
      long seed,
      ProgressListener progress)
      throws IOException {
    FeatureReading reading =
        FeatureReading.of(extractor, source, count, seed, "features of generated images", progress);
    return new GeneratedFeatures(reading.features(), reading.origin());
  }

  /**
   * Generates images and extracts their features, in constant memory for images. Images are rounded
   * to 8 bits per value, as those in files are, so that a model and its saved images have the same
   * features.
   *
   * @param extractor computes features
   * @param model generates images of the extractor's shape
   * @param name the name of the model in results, for example its folder
   * @param count the number of images, at least 1
   * @param seed the random seed of the latents
   * @param progress receives the number of images that have been processed
   * @return the features
   * @throws NotFiniteException if values or features are not finite, as those of a model whose
   *     training diverged
   * @throws IllegalArgumentException if the images do not fit the extractor
   * @throws ResourceLimitException if the features do not fit into the heap
   */
  public static GeneratedFeatures sample(
      FeatureExtractor extractor,
      ImageSampler model,
      String name,
      int count,
      long seed,
      ProgressListener progress) {
    requireNonNull(extractor, "extractor");
    requireNonNull(model, "model");
    requireNonNull(name, "name");
    requireNonNull(progress, "progress");

    FeatureReading reading =
        FeatureReading.ofSamples(extractor, model, name, count, seed, progress);
    return new GeneratedFeatures(reading.features(), reading.origin());
  }

  /**
   * Selects rows.
   *
   * @param rows their indices, at least one
   * @param seed the random seed that they were selected by, which becomes that of the origin
   * @return a copy of these rows
   * @throws IndexOutOfBoundsException if an index is negative or not below the number of rows
   */
  public GeneratedFeatures subset(int[] rows, long seed) {
    requireNonNull(rows, "rows");

    return new GeneratedFeatures(
        FeatureReading.subset(features, rows), origin.subset(rows.length, seed));
  }
}

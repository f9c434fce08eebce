package org.dcgan.eval.metrics;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.apiguardian.api.API;
import org.dcgan.ResourceLimitException;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageSource;
import org.dcgan.progress.ProgressListener;

/**
 * Features of real images. Metrics take them and {@link GeneratedFeatures} as different types, so
 * that the two cannot be swapped: precision would become recall.
 *
 * @param features finite values, one row for each image
 * @param origin where they come from
 */
@API(status = API.Status.STABLE, since = "0.1")
public record RealFeatures(Features features, FeatureOrigin origin) {
  /** Refuses null and values that are not finite. */
  public RealFeatures {
    requireNonNull(features, "features");
    requireNonNull(origin, "origin");

    FeatureReading.requireConsistent(features, origin, "real");
  }

  /**
   * Extracts features of images that a seed selects. Damaged images are replaced by others.
   *
   * @param extractor computes features
   * @param source real images of the extractor's shape
   * @param count the number of images, at least 1; of a smaller source all are used
   * @param seed the random seed that selects images
   * @param progress receives the number of images that have been processed
   * @return the features
   * @throws IllegalArgumentException if the images do not fit the extractor, none can be read, or
   *     their features are not finite
   * @throws ResourceLimitException if the features do not fit into the heap
   * @throws IOException if the source cannot be read
   */
  public static RealFeatures extract(
      FeatureExtractor extractor,
      ImageSource source,
      int count,
      long seed,
      ProgressListener progress)
      throws IOException {
    FeatureReading reading =
        FeatureReading.of(extractor, source, count, seed, "features of real images", progress);
    return new RealFeatures(reading.features(), reading.origin());
  }

  /**
   * Selects rows.
   *
   * @param rows their indices, at least one
   * @param seed the random seed that they were selected by, which becomes that of the origin
   * @return a copy of these rows
   * @throws IndexOutOfBoundsException if an index is negative or not below the number of rows
   */
  public RealFeatures subset(int[] rows, long seed) {
    requireNonNull(rows, "rows");

    return new RealFeatures(
        FeatureReading.subset(features, rows), origin.subset(rows.length, seed));
  }

  /**
   * Gives real images the role of generated ones, to measure the floor of a metric: its value for
   * images that are as good as real ones. They must be other images than those that they are
   * compared with.
   *
   * @return the same features
   */
  public GeneratedFeatures asGenerated() {
    return new GeneratedFeatures(features, origin);
  }
}

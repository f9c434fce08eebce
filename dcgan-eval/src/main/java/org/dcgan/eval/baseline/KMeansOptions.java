package org.dcgan.eval.baseline;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.dcgan.internal.Problems;

/**
 * How K-means features are learned.
 *
 * @param receptiveField rows and columns of a patch, pixels, at least 2
 * @param patches how many to learn from, at least as many as centroids
 * @param centroids how many features a place gets, at least 2
 * @param iterations of k-means, at least 1
 * @param contrast added to a patch's variance, above 0, in gray levels (0 to 255) squared
 * @param whitening added to eigenvalues of the normalized patches' covariance, above 0
 * @param above layers on top of the first, lowest first; none for the single-layer features
 * @param seed the chance in patches, starts and receptive fields
 */
public record KMeansOptions(
    int receptiveField,
    int patches,
    int centroids,
    int iterations,
    double contrast,
    double whitening,
    List<UpperLayer> above,
    long seed) {

  /**
   * Those of the demo that Coates, Lee and Ng released with their 2011 paper: 400,000 patches of
   * 6x6, 1,600 centroids, 50 iterations, constants 10 and .1.
   */
  public static final KMeansOptions DEFAULT =
      new KMeansOptions(6, 400_000, 1600, 50, 10, 0.1, List.of(), 42);

  /**
   * A layer whose dictionaries each look at the features that go together, found by the correlation
   * of their energies (Coates and Ng 2011, "Selecting Receptive Fields in Deep Networks", section
   * 3). The sizes are this library's, chosen for two cores.
   *
   * @param poolBelow side of the windows over which the maps below are averaged, places, at least 1
   * @param side rows and columns of a patch of these averages, at least 1
   * @param fields how many receptive fields, at least 1
   * @param fieldSize how many of the maps below are in each, at least 2
   * @param centroids how many a field gets, at least 2
   * @param patches how many to learn from; all maps below are held for each of them
   */
  public record UpperLayer(
      int poolBelow, int side, int fields, int fieldSize, int centroids, int patches) {

    /** For 27 x 27 places below: 9 x 9 averages, 32 fields of 100 maps, 1,600 maps in all. */
    public static final UpperLayer SECOND = new UpperLayer(3, 2, 32, 100, 50, 40_000);

    /** For 8 x 8 places below: 4 x 4 averages. */
    public static final UpperLayer THIRD = new UpperLayer(2, 2, 32, 100, 50, 40_000);

    /** Checks the ranges. */
    public UpperLayer {
      new Problems()
          .require(poolBelow >= 1, "poolBelow must be at least 1, got %d", poolBelow)
          .require(side >= 1, "side must be at least 1, got %d", side)
          .require(fields >= 1, "fields must be at least 1, got %d", fields)
          .require(fieldSize >= 2, "fieldSize must be at least 2, got %d", fieldSize)
          .require(centroids >= 2, "centroids must be at least 2, got %d", centroids)
          .require(
              patches >= centroids,
              "patches must be at least as many as centroids (%d), got %d",
              centroids,
              patches)
          .throwIfAny("this layer cannot be learned");
    }
  }

  /** Checks the ranges. */
  public KMeansOptions {
    requireNonNull(above, "above");

    above = ImmutableList.copyOf(above);
    new Problems()
        .require(receptiveField >= 2, "receptiveField must be at least 2, got %d", receptiveField)
        .require(centroids >= 2, "centroids must be at least 2, got %d", centroids)
        .require(
            patches >= centroids,
            "patches must be at least as many as centroids (%d), got %d",
            centroids,
            patches)
        .require(iterations >= 1, "iterations must be at least 1, got %d", iterations)
        .require(contrast > 0, "contrast must be above 0, got %s", contrast)
        .require(whitening > 0, "whitening must be above 0, got %s", whitening)
        .throwIfAny("these K-means features cannot be learned");
  }

  /**
   * The same with another number of centroids.
   *
   * @param centroids at least 2
   * @return changed options
   */
  public KMeansOptions withCentroids(int centroids) {
    return new KMeansOptions(
        receptiveField, patches, centroids, iterations, contrast, whitening, above, seed);
  }

  /**
   * The same with another number of patches.
   *
   * @param patches at least as many as centroids
   * @return changed options
   */
  public KMeansOptions withPatches(int patches) {
    return new KMeansOptions(
        receptiveField, patches, centroids, iterations, contrast, whitening, above, seed);
  }

  /**
   * The same with layers on top.
   *
   * @param above lowest first
   * @return changed options
   */
  public KMeansOptions withLayersAbove(UpperLayer... above) {
    requireNonNull(above, "above");

    return new KMeansOptions(
        receptiveField, patches, centroids, iterations, contrast, whitening, List.of(above), seed);
  }

  /**
   * The same with another seed.
   *
   * @param seed any
   * @return changed options
   */
  public KMeansOptions withSeed(long seed) {
    return new KMeansOptions(
        receptiveField, patches, centroids, iterations, contrast, whitening, above, seed);
  }
}

package org.dcgan.eval.baseline;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.internal.Problems;

/**
 * How k-means features are learned.
 *
 * @param receptiveField the height and width of a patch in pixels, at least 2
 * @param patches the number of patches to learn from, at least as many as centroids
 * @param centroids the number of centroids, that is, of features at each position, at least 2
 * @param iterations the number of iterations of k-means, at least 1
 * @param contrast a constant added to a patch's variance, above 0, in squared gray levels (0 to
 *     255)
 * @param whitening a constant added to the eigenvalues of the normalized patches' covariance, above
 *     0
 * @param emptyCentroids what becomes of centroids without patches
 * @param above the layers above the first, lowest first; empty for single-layer features
 * @param seed the random seed of patches, initial centroids and receptive fields
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record KMeansOptions(
    int receptiveField,
    int patches,
    int centroids,
    int iterations,
    double contrast,
    double whitening,
    EmptyCentroids emptyCentroids,
    List<UpperLayer> above,
    long seed) {

  /**
   * The values of the demo that Coates, Lee and Ng released with their 2011 paper: 400,000 patches
   * of 6x6, 1,600 centroids, 50 iterations, constants 10 and 0.1. Only empty centroids are treated
   * otherwise: {@link EmptyCentroids#RANDOM_PATCH}.
   */
  public static final KMeansOptions DEFAULT =
      new KMeansOptions(6, 400_000, 1600, 50, 10, 0.1, EmptyCentroids.RANDOM_PATCH, List.of(), 42);

  /** What becomes of a centroid that is nearest to no patch in an iteration of k-means. */
  public enum EmptyCentroids {
    /** It is moved to a random patch. The default. */
    RANDOM_PATCH,
    /**
     * It is set to 0, as in the demo. Several of them are equal, and usually stay so: they make
     * useless features.
     */
    ZERO
  }

  /**
   * A layer of several dictionaries, each over a group of similar features below, which are found
   * by the correlation of their energies (Coates and Ng 2011, "Selecting Receptive Fields in Deep
   * Networks", section 3). The default sizes are not from the paper; they are chosen for two CPU
   * cores.
   *
   * @param poolBelow the side of the windows over which the maps below are averaged, at least 1
   * @param side the height and width of a patch of these averages, at least 1
   * @param fields the number of receptive fields, at least 1
   * @param fieldSize the number of maps below in each receptive field, at least 2
   * @param centroids the number of centroids of each receptive field, at least 2
   * @param patches the number of patches to learn from; all maps below are held in memory for each
   */
  public record UpperLayer(
      int poolBelow, int side, int fields, int fieldSize, int centroids, int patches) {

    /** For 27 x 27 positions below: 9 x 9 averages, 32 fields of 100 maps, 1,600 maps in total. */
    public static final UpperLayer SECOND = new UpperLayer(3, 2, 32, 100, 50, 40_000);

    /** For 8 x 8 positions below: 4 x 4 averages. */
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
          .throwIfAny("invalid KMeansOptions.UpperLayer");
    }
  }

  /** Checks the ranges. */
  public KMeansOptions {
    requireNonNull(emptyCentroids, "emptyCentroids");
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
        .throwIfAny("invalid KMeansOptions");
  }

  /**
   * Starts the configuration of options.
   *
   * @return a builder with the settings of {@link #DEFAULT}
   */
  public static Builder builder() {
    return DEFAULT.toBuilder();
  }

  /**
   * Returns a builder for changed copies of these options.
   *
   * @return a builder with the settings of these options
   */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Builds {@link KMeansOptions}; all settings are optional. */
  public static final class Builder {
    private int receptiveField;
    private int patches;
    private int centroids;
    private int iterations;
    private double contrast;
    private double whitening;
    private EmptyCentroids emptyCentroids;
    private List<UpperLayer> above;
    private long seed;

    private Builder(KMeansOptions options) {
      this.receptiveField = options.receptiveField;
      this.patches = options.patches;
      this.centroids = options.centroids;
      this.iterations = options.iterations;
      this.contrast = options.contrast;
      this.whitening = options.whitening;
      this.emptyCentroids = options.emptyCentroids;
      this.above = options.above;
      this.seed = options.seed;
    }

    /**
     * Sets the height and width of a patch.
     *
     * @param pixels at least 2; 6 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder receptiveField(int pixels) {
      this.receptiveField = pixels;
      return this;
    }

    /**
     * Sets the number of patches to learn from.
     *
     * @param patches at least as many as centroids; 400,000 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder patches(int patches) {
      this.patches = patches;
      return this;
    }

    /**
     * Sets the number of centroids. More centroids give better features and take proportionally
     * more time.
     *
     * @param centroids at least 2; 1,600 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder centroids(int centroids) {
      this.centroids = centroids;
      return this;
    }

    /**
     * Sets the number of iterations of k-means.
     *
     * @param iterations at least 1; 50 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder iterations(int iterations) {
      this.iterations = iterations;
      return this;
    }

    /**
     * Sets the constant that is added to a patch's variance before it is divided by its square
     * root. A larger one keeps patches of low contrast, which are mostly noise, small.
     *
     * @param contrast above 0, in squared gray levels (0 to 255); 10 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder contrast(double contrast) {
      this.contrast = contrast;
      return this;
    }

    /**
     * Sets the constant that is added to the eigenvalues of the patches' covariance before
     * whitening. A larger one amplifies fine detail and noise less.
     *
     * @param whitening above 0; 0.1 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder whitening(double whitening) {
      this.whitening = whitening;
      return this;
    }

    /**
     * Sets what becomes of centroids without patches.
     *
     * @param emptyCentroids the treatment; {@link EmptyCentroids#RANDOM_PATCH} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder emptyCentroids(EmptyCentroids emptyCentroids) {
      requireNonNull(emptyCentroids, "emptyCentroids");

      this.emptyCentroids = emptyCentroids;
      return this;
    }

    /**
     * Sets the layers above the first.
     *
     * @param above the layers, lowest first; none by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder above(UpperLayer... above) {
      requireNonNull(above, "above");

      this.above = List.of(above);
      return this;
    }

    /**
     * Sets the random seed of patches, initial centroids and receptive fields.
     *
     * @param seed any number; 42 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Creates the options.
     *
     * @return the options
     * @throws IllegalArgumentException if settings are out of range; the message lists all of them
     */
    public KMeansOptions build() {
      return new KMeansOptions(
          receptiveField,
          patches,
          centroids,
          iterations,
          contrast,
          whitening,
          emptyCentroids,
          above,
          seed);
    }
  }
}

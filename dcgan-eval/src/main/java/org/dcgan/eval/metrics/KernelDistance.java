package org.dcgan.eval.metrics;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apiguardian.api.API;
import org.dcgan.eval.matrix.FiniteRows;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageSampler;
import org.dcgan.progress.ProgressListener;
import org.dcgan.training.ModelScore;

/**
 * The kernel distance between the features of real and of generated images: the squared maximum
 * mean discrepancy with the kernel (x y / d + 1)^3 (Binkowski et al., 2018), estimated without bias
 * and averaged over subsets. For images of the same distribution it is about 0 and may be slightly
 * negative; lower is better. It needs fewer images than {@link FrechetDistance}.
 *
 * <p>It is the KID only if the features are the 2,048 of the last pooling layer of Inception v3.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class KernelDistance implements ModelScore {
  /** Ten subsets: the standard error is about a hundredth of the value, in a second or two. */
  public static final int DEFAULT_SUBSETS = 10;

  /** Real and generated images in a subset; all of them where there are fewer. */
  public static final int DEFAULT_SUBSET_SIZE = 500;

  /** The largest number of subsets, 100,000. */
  public static final int MOST_SUBSETS = 100_000;

  private final FeatureComparison comparison;

  /**
   * The subsets over which a distance is averaged.
   *
   * @param subsets the number of estimates to average, from 1 to {@link #MOST_SUBSETS}
   * @param subsetSize the number of real and of generated images in an estimate, at least 2; all of
   *     them where there are fewer
   * @param seed the random seed that selects the images of subsets
   */
  public record Options(int subsets, int subsetSize, long seed) {
    /** 100 subsets of 1,000 images, as public tools for the KID use them, and the seed 0. */
    public static final Options DEFAULT = new Options(100, 1000, 0);

    /** Refuses numbers that are out of range. */
    public Options {
      requireInRange(subsets, subsetSize);
    }

    /**
     * Returns a copy of these options with another value of {@code subsets}.
     *
     * @param subsets the number of estimates to average, from 1 to {@link #MOST_SUBSETS}
     * @return the changed copy
     */
    public Options withSubsets(int subsets) {
      return new Options(subsets, subsetSize, seed);
    }

    /**
     * Returns a copy of these options with another value of {@code subsetSize}.
     *
     * @param subsetSize the number of real and of generated images in an estimate, at least 2
     * @return the changed copy
     */
    public Options withSubsetSize(int subsetSize) {
      return new Options(subsets, subsetSize, seed);
    }

    /**
     * Returns a copy of these options with another value of {@code seed}.
     *
     * @param seed the random seed that selects the images of subsets
     * @return the changed copy
     */
    public Options withSeed(long seed) {
      return new Options(subsets, subsetSize, seed);
    }
  }

  /**
   * The result.
   *
   * @param mean the mean estimate; about 0, possibly negative, for images of the same distribution
   * @param deviation the standard deviation over subsets, divided by their number as in public
   *     tools; empty if there is only one subset, or every subset has all images
   * @param subsets the number of subsets
   * @param subsetSize the number of real and of generated images in a subset
   * @param seed the random seed that selected the images of subsets
   * @param conditions what it was measured with
   * @param warnings reasons to doubt it
   */
  public record Result(
      double mean,
      OptionalDouble deviation,
      int subsets,
      int subsetSize,
      long seed,
      MetricConditions conditions,
      List<String> warnings)
      implements MetricResult {
    /** Refuses null. */
    public Result {
      requireNonNull(deviation, "deviation");
      requireNonNull(conditions, "conditions");
      requireNonNull(warnings, "warnings");

      warnings = List.copyOf(warnings);
    }

    @Override
    public List<Value> values() {
      return List.of(new Value("kernel distance", mean, Better.LOWER));
    }
  }

  private KernelDistance(FeatureComparison comparison) {
    this.comparison = comparison;
  }

  private static void requireInRange(int subsets, int subsetSize) {
    checkArgument(
        subsets >= 1 && subsets <= MOST_SUBSETS,
        "subsets must be from 1 to %s, got %s",
        MOST_SUBSETS,
        subsets);
    checkArgument(subsetSize >= 2, "subsetSize must be at least 2, got %s", subsetSize);
  }

  /**
   * Creates a score over {@link #DEFAULT_SUBSETS} subsets of {@link #DEFAULT_SUBSET_SIZE}.
   *
   * @param comparison the features and the images to compare
   * @return a score
   */
  public static KernelDistance over(FeatureComparison comparison) {
    requireNonNull(comparison, "comparison");

    return new KernelDistance(comparison);
  }

  /**
   * The distance between two sets of features.
   *
   * @param real at least 2 rows
   * @param generated at least 2 rows of the same dimension
   * @param subsets the number of estimates to average, from 1 to {@link #MOST_SUBSETS}
   * @param subsetSize the number of real and of generated rows in an estimate, at least 2; all rows
   *     where there are fewer
   * @param seed the random seed that selects the rows of subsets
   * @return the average estimate
   * @throws IllegalArgumentException if there are too few rows, the dimensions differ, a number is
   *     out of range, or a value is not finite
   */
  public static double between(
      Features real, Features generated, int subsets, int subsetSize, long seed) {
    requireNonNull(real, "real");
    requireNonNull(generated, "generated");

    checkArgument(
        real.dim() == generated.dim(),
        "real features have %s dimensions and generated ones %s; extract both with the same"
            + " extractor",
        real.dim(),
        generated.dim());
    requireInRange(subsets, subsetSize);
    int size = Math.min(subsetSize, Math.min(real.count(), generated.count()));
    checkArgument(
        size >= 2,
        "a kernel distance needs at least 2 real and 2 generated rows, got %s and %s; use more"
            + " images",
        real.count(),
        generated.count());
    FiniteRows.require(real, "a kernel distance");
    FiniteRows.require(generated, "a kernel distance");
    double[] estimates =
        KernelSums.estimates(real, generated, subsets, size, seed, ProgressListener.none());
    double sum = 0;
    for (double estimate : estimates) {
      sum += estimate;
    }
    return sum / subsets;
  }

  /**
   * Measures the distance.
   *
   * @param real features of at least 2 real images
   * @param generated features of at least 2 generated images
   * @param options the number and size of subsets, and their random seed
   * @param progress receives the number of images whose kernels have been computed
   * @return the mean and the standard deviation over subsets
   * @throws IllegalArgumentException if there are too few images, or the features are of different
   *     extractors
   */
  public static Result measure(
      RealFeatures real, GeneratedFeatures generated, Options options, ProgressListener progress) {
    requireNonNull(real, "real");
    requireNonNull(generated, "generated");
    requireNonNull(options, "options");
    requireNonNull(progress, "progress");

    MetricConditions conditions = MetricConditions.of(real, generated);
    int least = Math.min(real.features().count(), generated.features().count());
    int size = Math.min(options.subsetSize(), least);
    checkArgument(
        size >= 2,
        "a kernel distance needs at least 2 real and 2 generated images, got %s and %s; use more"
            + " images",
        real.features().count(),
        generated.features().count());
    double[] estimates =
        KernelSums.estimates(
            real.features(),
            generated.features(),
            options.subsets(),
            size,
            options.seed(),
            progress);
    double mean = Arrays.stream(estimates).average().orElseThrow();
    double variance =
        Arrays.stream(estimates).map(e -> (e - mean) * (e - mean)).average().orElseThrow();
    boolean all = size == real.features().count() && size == generated.features().count();
    return new Result(
        mean,
        all || options.subsets() == 1
            ? OptionalDouble.empty()
            : OptionalDouble.of(Math.sqrt(variance)),
        options.subsets(),
        size,
        options.seed(),
        conditions,
        warnings(options, size, all));
  }

  private static List<String> warnings(Options options, int size, boolean all) {
    List<String> warnings = new ArrayList<>();
    if (size < options.subsetSize()) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "subsets of the kernel distance have %,d images instead of %,d, because there are no"
                  + " more",
              size,
              options.subsetSize()));
    }
    if (all) {
      warnings.add(
          "every subset of the kernel distance has all images, so that there is no deviation over"
              + " subsets; use more images or smaller subsets");
    }
    return warnings;
  }

  @Override
  public String name() {
    return String.format(
        Locale.ROOT,
        "kernel distance over %s, %d subsets of %d",
        comparison.description(),
        DEFAULT_SUBSETS,
        DEFAULT_SUBSET_SIZE);
  }

  @Override
  public double score(ImageSampler model) throws IOException {
    requireNonNull(model, "model");

    Optional<Features> generated = comparison.generated(model);
    return generated.isPresent()
        ? between(comparison.real(), generated.get(), DEFAULT_SUBSETS, DEFAULT_SUBSET_SIZE, 0)
        : Double.NaN;
  }
}

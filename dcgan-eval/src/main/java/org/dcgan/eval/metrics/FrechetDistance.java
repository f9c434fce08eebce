package org.dcgan.eval.metrics;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apiguardian.api.API;
import org.dcgan.ResourceLimitException;
import org.dcgan.eval.matrix.FiniteRows;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageSampler;
import org.dcgan.training.ModelScore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Fréchet distance between the features of real and of generated images, both taken as Gaussian
 * distributions: the squared distance |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)) (Dowson and
 * Landau, 1982; Heusel et al., 2017), in double precision. It is 0 for identical images; lower is
 * better.
 *
 * <p>The distance is biased: it grows as the number of images falls, most of all below the number
 * of dimensions, where the covariances are singular. Compare only distances over equal numbers.
 *
 * <p>It is the FID only if the features are the 2,048 of the last pooling layer of Inception v3.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class FrechetDistance implements ModelScore {
  private static final Logger logger = LoggerFactory.getLogger(FrechetDistance.class);

  private final FeatureComparison comparison;
  private final Gaussian real;

  /**
   * The result.
   *
   * @param distance the squared distance, as is customary, at least 0
   * @param conditions what it was measured with
   * @param warnings reasons to doubt it
   */
  public record Result(double distance, MetricConditions conditions, List<String> warnings)
      implements MetricResult {
    /** Refuses null. */
    public Result {
      requireNonNull(conditions, "conditions");
      requireNonNull(warnings, "warnings");

      warnings = List.copyOf(warnings);
    }

    @Override
    public List<Value> values() {
      return List.of(new Value("Frechet distance", distance, Better.LOWER));
    }
  }

  private FrechetDistance(FeatureComparison comparison) {
    this.comparison = comparison;
    this.real = Gaussian.of(comparison.real());
  }

  /**
   * Creates a score.
   *
   * @param comparison the features and the images to compare
   * @return a score
   * @throws ResourceLimitException if covariances of so many dimensions do not fit into the heap
   */
  public static FrechetDistance over(FeatureComparison comparison) {
    requireNonNull(comparison, "comparison");

    warnings(comparison.real(), comparison.generatedCount()).forEach(logger::warn);
    return new FrechetDistance(comparison);
  }

  /**
   * The distance between two sets of features.
   *
   * @param real at least 2 rows
   * @param generated at least 2 rows of the same dimension
   * @return at least 0
   * @throws IllegalArgumentException if there are too few rows, the dimensions differ, or a value
   *     is not finite
   * @throws ResourceLimitException if covariances of so many dimensions do not fit into the heap
   */
  public static double between(Features real, Features generated) {
    requireNonNull(real, "real");
    requireNonNull(generated, "generated");

    FiniteRows.require(real, "a Frechet distance");
    FiniteRows.require(generated, "a Frechet distance");
    return Gaussian.of(real).frechetDistance(Gaussian.of(generated));
  }

  /**
   * Measures the distance.
   *
   * @param real features of at least 2 real images
   * @param generated features of at least 2 generated images, preferably as many as real ones
   * @return the result, with a warning if there are not more images than dimensions
   * @throws IllegalArgumentException if there are too few images, or the features are of different
   *     extractors
   * @throws ResourceLimitException if covariances of so many dimensions do not fit into the heap
   */
  public static Result measure(RealFeatures real, GeneratedFeatures generated) {
    requireNonNull(real, "real");
    requireNonNull(generated, "generated");

    MetricConditions conditions = MetricConditions.of(real, generated);
    return new Result(
        between(real.features(), generated.features()),
        conditions,
        warnings(real.features(), generated.features().count()));
  }

  /** Copies of an image add nothing to a covariance's rank, so that only different ones count. */
  private static List<String> warnings(Features real, int generated) {
    int dimension = real.dim();
    int different = DistinctRows.count(real);
    if (Math.min(different, generated) > dimension) {
      return List.of();
    }
    return List.of(
        String.format(
            Locale.ROOT,
            "a Frechet distance over %,d dimensions with %,d real%s and %,d generated images is"
                + " biased upward, because a covariance of so few images is singular; use more than"
                + " %,d%s images, many more if possible, or the kernel distance, which has no such"
                + " bias",
            dimension,
            real.count(),
            different < real.count()
                ? String.format(Locale.ROOT, " (%,d different)", different)
                : "",
            generated,
            dimension,
            different < real.count() ? " different" : ""));
  }

  @Override
  public String name() {
    return "Frechet distance over " + comparison.description();
  }

  @Override
  public double score(ImageSampler model) throws IOException {
    requireNonNull(model, "model");

    Optional<Features> generated = comparison.generated(model);
    return generated.isPresent() ? real.frechetDistance(Gaussian.of(generated.get())) : Double.NaN;
  }
}

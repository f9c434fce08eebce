package org.dcgan.eval.metrics;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.progress.ProgressListener;

/**
 * Precision, recall, density and coverage: whether generated images look like real ones, and
 * whether they are as varied.
 *
 * <p>The ball of an image reaches to its k-th nearest other image of the same set, and includes its
 * surface. <b>Precision</b> is the share of generated images in the ball of a real image, and
 * <b>recall</b> the share of real images in the ball of a generated one (Kynkäänniemi et al., 2019,
 * "improved precision and recall"). <b>Density</b> is the number of real balls that a generated
 * image is in, divided by k, and <b>coverage</b> the share of real images with a generated image in
 * their ball (Naeem et al., 2020). All but density are in [0, 1]; density may exceed 1. For all of
 * them, higher is better.
 *
 * <p>The search is exact and compares all pairs; its memory is bounded: features and blocks of some
 * megabytes.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class PrecisionRecall {

  private PrecisionRecall() {}

  /**
   * The numbers of neighbors.
   *
   * @param precisionNeighbors k of precision and recall, at least 1; 3 in the paper
   * @param coverageNeighbors k of density and coverage, at least 1; 5 in the paper
   */
  public record Options(int precisionNeighbors, int coverageNeighbors) {
    /** 3 neighbors for precision and recall, 5 for density and coverage, as in the papers. */
    public static final Options DEFAULT = new Options(3, 5);

    /** Refuses numbers below 1. */
    public Options {
      checkArgument(
          precisionNeighbors >= 1 && coverageNeighbors >= 1,
          "numbers of neighbors must be at least 1, got %s for precision and recall and %s for"
              + " density and coverage",
          precisionNeighbors,
          coverageNeighbors);
    }

    /**
     * Returns a copy of these options with another value of {@code precisionNeighbors}.
     *
     * @param precisionNeighbors k of precision and recall, at least 1
     * @return the changed copy
     */
    public Options withPrecisionNeighbors(int precisionNeighbors) {
      return new Options(precisionNeighbors, coverageNeighbors);
    }

    /**
     * Returns a copy of these options with another value of {@code coverageNeighbors}.
     *
     * @param coverageNeighbors k of density and coverage, at least 1
     * @return the changed copy
     */
    public Options withCoverageNeighbors(int coverageNeighbors) {
      return new Options(precisionNeighbors, coverageNeighbors);
    }
  }

  /**
   * The result.
   *
   * @param precision the share of generated images that look like real ones, 0 to 1
   * @param recall the share of real images that the generator could have generated, 0 to 1
   * @param density how densely real images lie around generated ones, at least 0
   * @param coverage the share of real images that have a generated image near them, 0 to 1
   * @param options the numbers of neighbors
   * @param conditions what it was measured with
   * @param warnings reasons to doubt it
   */
  public record Result(
      double precision,
      double recall,
      double density,
      double coverage,
      Options options,
      MetricConditions conditions,
      List<String> warnings)
      implements MetricResult {
    /** Refuses null. */
    public Result {
      requireNonNull(options, "options");
      requireNonNull(conditions, "conditions");
      requireNonNull(warnings, "warnings");

      warnings = List.copyOf(warnings);
    }

    @Override
    public List<Value> values() {
      return List.of(
          new Value("precision", precision, Better.HIGHER),
          new Value("recall", recall, Better.HIGHER),
          new Value("density", density, Better.HIGHER),
          new Value("coverage", coverage, Better.HIGHER));
    }
  }

  /**
   * Computes all four.
   *
   * @param real features of real images, more than there are neighbors
   * @param generated features of generated images, more than there are neighbors, preferably as
   *     many as there are real ones
   * @param options the numbers of neighbors
   * @param progress receives the progress of the comparison
   * @return the result
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
    return of(Neighborhoods.of(real, generated, options, progress), options, conditions);
  }

  static Result of(Neighborhoods found, Options options, MetricConditions conditions) {
    long balls = 0;
    for (int row = 0; row < found.balls.length; row++) {
      balls += found.balls[row] * found.generated.multiplicity(row);
    }
    return new Result(
        Neighborhoods.share(found.generated, found.precise),
        Neighborhoods.share(found.real, found.recalled),
        (double) balls / ((double) options.coverageNeighbors() * found.generated.total()),
        Neighborhoods.share(found.real, found.covered),
        options,
        conditions,
        warnings(found));
  }

  private static List<String> warnings(Neighborhoods found) {
    List<String> warnings = new ArrayList<>();
    found
        .real
        .copiesWarning(
            "real",
            ", which makes their balls smaller and lowers precision, density and coverage; remove"
                + " duplicates")
        .ifPresent(warnings::add);
    found
        .generated
        .copiesWarning(
            "generated",
            ", which lowers recall; if the generator has not collapsed, remove duplicates")
        .ifPresent(warnings::add);
    return warnings;
  }
}

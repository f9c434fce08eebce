package org.dcgan.eval.metrics;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.apiguardian.api.API;
import org.dcgan.progress.ProgressListener;

/**
 * The distance of generated images to their nearest real images, relative to that between real
 * images: a generator that has memorized its training images is much nearer to them than they are
 * to each other.
 *
 * <p>Take the images that the generator was trained on as the real ones, all of them if possible: a
 * copy of an image that is not among them is not found. The search is exact, by the Euclidean
 * distance of features.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class MemorizationDistance {

  private MemorizationDistance() {}

  /**
   * The result. Distances are Euclidean distances of features.
   *
   * @param generatedToReal the mean distance of generated images to their nearest real image
   * @param realToReal the mean distance of real images to their nearest other real image
   * @param ratio the first divided by the second: about 1 for new images of the same kind, near 0
   *     for copies, above 1 for images that are unlike real ones; empty if all real images are
   *     equal
   * @param least the smallest distance of a generated image to a real one
   * @param authenticity the share of generated images that are farther from their nearest real
   *     image than that one is from its nearest other real image (Alaa et al., 2022), 0 to 1; near
   *     0 for copies, and for new images of the same kind as large as for other real images
   * @param copies the number of generated images whose features equal those of a real image
   * @param conditions what it was measured with
   * @param warnings reasons to doubt it
   */
  public record Result(
      double generatedToReal,
      double realToReal,
      OptionalDouble ratio,
      double least,
      double authenticity,
      int copies,
      MetricConditions conditions,
      List<String> warnings)
      implements MetricResult {
    /** Refuses null. */
    public Result {
      requireNonNull(ratio, "ratio");
      requireNonNull(conditions, "conditions");
      requireNonNull(warnings, "warnings");

      warnings = List.copyOf(warnings);
    }

    @Override
    public List<Value> values() {
      return List.of(
          new Value("nearest-neighbor distance ratio", ratio.orElse(Double.NaN), Better.NEAR_FLOOR),
          new Value("authenticity", authenticity, Better.NEAR_FLOOR));
    }
  }

  /**
   * Computes the distances.
   *
   * @param real features of the training images, at least 2
   * @param generated features of generated images, at least 1
   * @param progress receives the progress of the comparison
   * @return the result
   * @throws IllegalArgumentException if there are too few images, or the features are of different
   *     extractors
   */
  public static Result measure(
      RealFeatures real, GeneratedFeatures generated, ProgressListener progress) {
    requireNonNull(real, "real");
    requireNonNull(generated, "generated");
    requireNonNull(progress, "progress");

    MetricConditions conditions = MetricConditions.of(real, generated);
    checkArgument(
        real.features().count() >= 2 && generated.features().count() >= 1,
        "a nearest-neighbor distance needs at least 2 real images and 1 generated image, got %s and"
            + " %s; use more images",
        real.features().count(),
        generated.features().count());
    return of(Neighborhoods.nearest(real, generated, progress), conditions);
  }

  static Result of(Neighborhoods found, MetricConditions conditions) {
    double among = 0;
    for (int row = 0; row < found.real.count(); row++) {
      among += found.real.multiplicity(row) * Math.sqrt(found.realNeighbors[row][0]);
    }
    double between = 0;
    double least = Double.POSITIVE_INFINITY;
    long authentic = 0;
    int copies = 0;
    for (int row = 0; row < found.generated.count(); row++) {
      double squared = found.nearestDistance[row];
      int times = found.generated.multiplicity(row);
      between += times * Math.sqrt(squared);
      least = Math.min(least, Math.sqrt(squared));
      authentic += squared > found.realNeighbors[found.nearestReal[row]][0] ? times : 0;
      copies += squared == 0 ? times : 0;
    }
    double generatedToReal = between / found.generated.total();
    double realToReal = among / found.real.total();
    return new Result(
        generatedToReal,
        realToReal,
        realToReal > 0 ? OptionalDouble.of(generatedToReal / realToReal) : OptionalDouble.empty(),
        least,
        (double) authentic / found.generated.total(),
        copies,
        conditions,
        warnings(found, copies));
  }

  private static List<String> warnings(Neighborhoods found, int copies) {
    List<String> warnings = new ArrayList<>();
    if (copies > 0) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%,d of the %,d generated images have exactly the features of a real image: they are"
                  + " copies, or the features do not tell them apart",
              copies,
              found.generated.total()));
    }
    found
        .real
        .copiesWarning(
            "real",
            " at distance 0, which raises the ratio and the authenticity; remove duplicates")
        .ifPresent(warnings::add);
    return warnings;
  }
}

package org.dcgan.eval.metrics;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apiguardian.api.API;
import org.dcgan.progress.ProgressListener;

/**
 * All metrics that compare two sets of images, with their default options: Fréchet distance, kernel
 * distance, precision, recall, density, coverage, and nearest-neighbor distances. Neighbors are
 * searched once for all metrics that need them.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class MetricSuite {

  private MetricSuite() {}

  /**
   * The results.
   *
   * @param results each metric that could be measured, by its name, in a fixed order
   * @param notes which metrics could not be measured and why, such as too few images
   */
  public record Results(Map<String, MetricResult> results, List<String> notes) {
    /** Keeps copies. */
    public Results {
      requireNonNull(results, "results");
      requireNonNull(notes, "notes");

      results = ImmutableMap.copyOf(results);
      notes = List.copyOf(notes);
    }
  }

  /**
   * Measures everything.
   *
   * @param real features of at least 2 real images
   * @param generated features of at least 2 generated images, preferably as many as real ones
   * @param progress receives the progress of each metric
   * @return the results
   * @throws IllegalArgumentException if there are too few images for a distance, or the features
   *     are of different extractors
   * @throws org.dcgan.ResourceLimitException if covariances of so many dimensions do not fit into
   *     the heap
   */
  public static Results measure(
      RealFeatures real, GeneratedFeatures generated, ProgressListener progress) {
    requireNonNull(real, "real");
    requireNonNull(generated, "generated");
    requireNonNull(progress, "progress");

    ImmutableMap.Builder<String, MetricResult> results = ImmutableMap.builder();
    List<String> notes = new ArrayList<>();
    try (ProgressListener.Task task = progress.start("Frechet distance", 1, "distances")) {
      results.put("Frechet distance", FrechetDistance.measure(real, generated));
      task.advance(1);
    }
    results.put(
        "kernel distance",
        KernelDistance.measure(real, generated, KernelDistance.Options.DEFAULT, progress));
    MetricConditions conditions = MetricConditions.of(real, generated);
    PrecisionRecall.Options options = PrecisionRecall.Options.DEFAULT;
    int most = Math.max(options.precisionNeighbors(), options.coverageNeighbors());
    Neighborhoods found;
    if (Math.min(real.features().count(), generated.features().count()) > most) {
      found = Neighborhoods.of(real, generated, options, progress);
      results.put("precision and recall", PrecisionRecall.of(found, options, conditions));
    } else {
      found = Neighborhoods.nearest(real, generated, progress);
      notes.add(
          String.format(
              Locale.ROOT,
              "precision, recall, density and coverage need at least %d real and %d generated images,"
                  + " got %,d and %,d",
              most + 1,
              most + 1,
              real.features().count(),
              generated.features().count()));
    }
    results.put("nearest neighbors", MemorizationDistance.of(found, conditions));
    return new Results(results.buildOrThrow(), notes);
  }
}

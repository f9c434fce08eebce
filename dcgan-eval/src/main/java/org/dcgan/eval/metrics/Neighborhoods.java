package org.dcgan.eval.metrics;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import org.dcgan.progress.ProgressListener;

/**
 * The nearest neighbors within and between real and generated features that {@link PrecisionRecall}
 * and {@link MemorizationDistance} are computed from, in three passes over all pairs.
 *
 * <p>All arrays have one element for each distinct row; distances are squared.
 */
final class Neighborhoods {
  final DistinctRows real;
  final DistinctRows generated;

  /** The distance of each real row to its k-th nearest other real row: [row][k - 1]. */
  final double[][] realNeighbors;

  private final double[][] generatedNeighbors;

  /** The real row that is nearest to each generated row, and its distance. */
  final int[] nearestReal;

  final double[] nearestDistance;

  /** Whether a generated row is in the ball of a real row, and the number of such balls. */
  final boolean[] precise;

  final long[] balls;

  /** Whether a real row is in the ball of a generated row, and has a generated row in its own. */
  final boolean[] recalled;

  final boolean[] covered;

  private Neighborhoods(RealFeatures real, GeneratedFeatures generated, int most) {
    this.real = DistinctRows.of(real.features());
    this.generated = DistinctRows.of(generated.features());
    this.realNeighbors = unknown(this.real, most);
    this.generatedNeighbors = unknown(this.generated, most);
    this.nearestReal = new int[this.generated.count()];
    this.nearestDistance = new double[this.generated.count()];
    Arrays.fill(nearestDistance, Double.POSITIVE_INFINITY);
    this.precise = new boolean[this.generated.count()];
    this.balls = new long[this.generated.count()];
    this.recalled = new boolean[this.real.count()];
    this.covered = new boolean[this.real.count()];
  }

  /** Copies of a row are its nearest neighbors. */
  private static double[][] unknown(DistinctRows rows, int most) {
    double[][] neighbors = new double[rows.count()][most];
    for (int row = 0; row < neighbors.length; row++) {
      int copies = Math.min(most, rows.multiplicity(row) - 1);
      Arrays.fill(neighbors[row], copies, most, Double.POSITIVE_INFINITY);
    }
    return neighbors;
  }

  /**
   * Compares all pairs.
   *
   * @param options the numbers of neighbors
   */
  static Neighborhoods of(
      RealFeatures real,
      GeneratedFeatures generated,
      PrecisionRecall.Options options,
      ProgressListener progress) {
    int most = Math.max(options.precisionNeighbors(), options.coverageNeighbors());
    checkArgument(
        real.features().count() > most && generated.features().count() > most,
        "precision, recall, density and coverage with up to %s neighbors need at least %s real and"
            + " %s generated images, got %s and %s; use more images",
        most,
        most + 1,
        most + 1,
        real.features().count(),
        generated.features().count());
    Neighborhoods found = new Neighborhoods(real, generated, most);
    try (DistanceBlocks blocks = new DistanceBlocks()) {
      within(blocks, found.real, found.realNeighbors, progress);
      within(blocks, found.generated, found.generatedNeighbors, progress);
      found.between(blocks, options, progress);
    }
    return found;
  }

  /** Compares only what {@link MemorizationDistance} needs. */
  static Neighborhoods nearest(
      RealFeatures real, GeneratedFeatures generated, ProgressListener progress) {
    Neighborhoods found = new Neighborhoods(real, generated, 1);
    try (DistanceBlocks blocks = new DistanceBlocks()) {
      within(blocks, found.real, found.realNeighbors, progress);
      blocks.forEach(found.generated, found.real, progress, found::keepNearest);
    }
    return found;
  }

  private static void within(
      DistanceBlocks blocks, DistinctRows rows, double[][] neighbors, ProgressListener progress) {
    blocks.forEach(
        rows,
        rows,
        progress,
        (row, distances) -> {
          double[] nearest = neighbors[row];
          for (int other = distances.from(); other < distances.to(); other++) {
            double limit = nearest[nearest.length - 1];
            if (other != row && limit > 0 && distances.atLeast(other) < limit) {
              insert(nearest, distances.exactly(other), rows.multiplicity(other));
            }
          }
        });
  }

  /** Inserts a distance into a sorted array as often as it occurs. */
  private static void insert(double[] sorted, double distance, int times) {
    int position = sorted.length;
    while (position > 0 && sorted[position - 1] > distance) {
      position--;
    }
    int copies = Math.min(times, sorted.length - position);
    System.arraycopy(
        sorted, position, sorted, position + copies, sorted.length - position - copies);
    Arrays.fill(sorted, position, position + copies, distance);
  }

  private void between(
      DistanceBlocks blocks, PrecisionRecall.Options options, ProgressListener progress) {
    double[] precision = radii(realNeighbors, options.precisionNeighbors());
    double[] coverage = radii(realNeighbors, options.coverageNeighbors());
    double[] recall = radii(generatedNeighbors, options.precisionNeighbors());
    blocks.forEach(
        generated,
        real,
        progress,
        (row, distances) -> {
          keepNearest(row, distances);
          for (int other = distances.from(); other < distances.to(); other++) {
            // Only pairs that are near enough for one of the balls are looked at closely.
            double widest = Math.max(Math.max(precision[other], coverage[other]), recall[row]);
            if (distances.atLeast(other) > widest) {
              continue;
            }
            if (!precise[row] && distances.within(other, precision[other])) {
              precise[row] = true;
            }
            if (distances.within(other, coverage[other])) {
              balls[row] += real.multiplicity(other);
              covered[other] = true; // Several threads may write it, and all write true.
            }
            if (!recalled[other] && distances.within(other, recall[row])) {
              recalled[other] = true;
            }
          }
        });
  }

  private static double[] radii(double[][] neighbors, int k) {
    return Arrays.stream(neighbors).mapToDouble(row -> row[k - 1]).toArray();
  }

  private void keepNearest(int row, DistanceBlocks.Distances distances) {
    for (int other = distances.from(); other < distances.to(); other++) {
      if (nearestDistance[row] > 0 && distances.atLeast(other) < nearestDistance[row]) {
        double distance = distances.exactly(other);
        if (distance < nearestDistance[row]) {
          nearestDistance[row] = distance;
          nearestReal[row] = other;
        }
      }
    }
  }

  /** The share of all rows, copies included, for which a flag is set. */
  static double share(DistinctRows rows, boolean[] flags) {
    long count = 0;
    for (int row = 0; row < flags.length; row++) {
      count += flags[row] ? rows.multiplicity(row) : 0;
    }
    return (double) count / rows.total();
  }
}

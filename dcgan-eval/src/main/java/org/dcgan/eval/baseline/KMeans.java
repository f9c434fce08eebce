package org.dcgan.eval.baseline;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.Locale;
import org.dcgan.eval.matrix.FiniteRows;
import org.dcgan.internal.ArraySize;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.compute.MatrixEngine;

/**
 * Lloyd's k-means. It starts from Gaussian points of standard deviation 0.1 around the origin, like
 * the demo of Coates, Lee and Ng; with whitened patches such centroids hardly ever stay empty.
 *
 * @param centroids [k, d]
 * @param objectives the mean squared distance of rows to the nearest centroid, before the update of
 *     each iteration
 * @param replaced the number of times that a centroid had no rows
 */
@SuppressWarnings("ArrayRecordComponent")
record KMeans(float[] centroids, double[] objectives, int replaced) {
  private static final double START_DEVIATION = 0.1;
  private static final long START = 11;
  private static final long REPLACEMENT = 12;

  /**
   * Clusters rows. The same arguments give the same bits on the same machine.
   *
   * @param rows [count, d], at least 1
   * @param count the number of rows
   * @param d the length of a row
   * @param k the number of centroids, at least 1
   * @param iterations the number of passes over the rows, at least 1
   * @param empty what becomes of a centroid without rows
   * @param seed the random seed of the initial centroids and of replacements
   * @param progress receives iterations
   * @throws IllegalArgumentException if a value is not finite, or so large that a distance is not
   */
  static KMeans of(
      float[] rows,
      int count,
      int d,
      int k,
      int iterations,
      KMeansOptions.EmptyCentroids empty,
      long seed,
      MatrixEngine engine,
      ProgressListener progress) {
    FiniteRows.require(rows, d, "k-means");
    float[] centroids = start(k, d, seed);
    double[] objectives = new double[iterations];
    int[] nearest = new int[count];
    int replaced = 0;
    try (ProgressListener.Task task = progress.start("k-means", iterations, "iterations")) {
      for (int iteration = 0; iteration < iterations; iteration++) {
        objectives[iteration] = engine.nearest(rows, count, d, centroids, nearest) / count;
        checkArgument(
            Double.isFinite(objectives[iteration]),
            "the squared distances of k-means in iteration %s are not finite: the rows are too"
                + " large for float32; scale them to deviations of about 1",
            iteration + 1);
        replaced += update(rows, count, d, nearest, centroids, empty, seed, iteration);
        task.note(
            String.format(
                Locale.ROOT,
                "objective %.4f, empty centroids so far: %d",
                objectives[iteration],
                replaced));
        task.advance(1);
      }
    }
    return new KMeans(centroids, objectives, replaced);
  }

  private static float[] start(int k, int d, long seed) {
    SeededRandom random = SeededRandom.of(seed, START);
    float[] centroids = new float[ArraySize.of(k, d, "centroids")];
    for (int i = 0; i < centroids.length; i++) {
      centroids[i] = (float) (START_DEVIATION * random.nextGaussian());
    }
    return centroids;
  }

  /** Moves each centroid to the mean of its rows; returns the number of centroids without rows. */
  private static int update(
      float[] rows,
      int count,
      int d,
      int[] nearest,
      float[] centroids,
      KMeansOptions.EmptyCentroids empty,
      long seed,
      int iteration) {
    int k = centroids.length / d;
    double[] sums = new double[centroids.length];
    int[] members = new int[k];
    for (int row = 0; row < count; row++) {
      int to = nearest[row] * d;
      members[nearest[row]]++;
      for (int i = 0, from = row * d; i < d; i++) {
        sums[to + i] += rows[from + i];
      }
    }
    int replaced = 0;
    for (int c = 0; c < k; c++) {
      if (members[c] == 0) {
        switch (empty) {
          case RANDOM_PATCH -> {
            int row = SeededRandom.of(seed, REPLACEMENT, iteration, c).nextInt(count);
            System.arraycopy(rows, row * d, centroids, c * d, d);
          }
          case ZERO -> Arrays.fill(centroids, c * d, (c + 1) * d, 0);
        }
        replaced++;
      } else {
        for (int i = c * d; i < (c + 1) * d; i++) {
          centroids[i] = (float) (sums[i] / members[c]);
        }
      }
    }
    return replaced;
  }

  /** The objective before the last update. */
  double lastObjective() {
    return objectives[objectives.length - 1];
  }

  @Override
  public String toString() {
    return "KMeans[" + objectives.length + " iterations, " + Arrays.toString(objectives) + "]";
  }
}

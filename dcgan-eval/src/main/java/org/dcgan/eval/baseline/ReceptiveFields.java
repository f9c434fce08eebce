package org.dcgan.eval.baseline;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.dcgan.random.Permutation;
import org.dcgan.tensorflow.compute.MatrixEngine;

/**
 * Finds groups of similar features: each pair is whitened by itself, and the correlation of the two
 * squares is the similarity of their energies beyond their linear correlation (Coates and Ng 2011,
 * "Selecting Receptive Fields in Deep Networks", section 3.1).
 */
final class ReceptiveFields {
  /** Added to the eigenvalues 1 + r and 1 - r of a pair of unit variance and correlation r. */
  static final double EPSILON = 0.1;

  private static final long SEEDS = 31;

  private ReceptiveFields() {}

  /**
   * The similarities of all pairs. Rows are not whitened: the fourth moments of a whitened pair are
   * linear combinations of those of the original pair, which are matrix products.
   *
   * @param rows [count, k]; not changed
   * @param count the number of rows, at least 2
   * @param k the number of features
   * @return [k, k], symmetric, each in [-1, 1]; 0 where a feature never changes
   */
  static double[] similarities(float[] rows, int count, int k, MatrixEngine engine) {
    float[] x = standardized(rows, count, k);
    float[] squares = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      squares[i] = x[i] * x[i];
    }
    double[] correlations = engine.crossProduct(x, k, x, k, count);
    double[] squared = engine.crossProduct(squares, k, squares, k, count);
    for (int i = 0; i < x.length; i++) {
      squares[i] *= x[i];
    }
    double[] cubed = engine.crossProduct(squares, k, x, k, count);
    double[] similarities = new double[k * k];
    for (int j = 0; j < k; j++) {
      for (int l = 0; l <= j; l++) {
        double value =
            j == l
                ? 1
                : energyCorrelation(
                    correlations[j * k + l] / count,
                    squared[j * k + j] / count,
                    squared[l * k + l] / count,
                    squared[j * k + l] / count,
                    cubed[j * k + l] / count,
                    cubed[l * k + j] / count);
        similarities[j * k + l] = value;
        similarities[l * k + j] = value;
      }
    }
    return similarities;
  }

  /** Scales columns to mean 0 and variance 1, in double precision; constant columns become 0. */
  private static float[] standardized(float[] rows, int count, int k) {
    double[] sums = new double[k];
    double[] squares = new double[k];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < k; j++) {
        double value = rows[i * k + j];
        sums[j] += value;
        squares[j] += value * value;
      }
    }
    float[] x = new float[count * k];
    for (int j = 0; j < k; j++) {
      double mean = sums[j] / count;
      double variance = squares[j] / count - mean * mean;
      double scale = variance > 1e-12 * (squares[j] / count) ? 1 / Math.sqrt(variance) : 0;
      for (int i = 0; i < count; i++) {
        x[i * k + j] = (float) ((rows[i * k + j] - mean) * scale);
      }
    }
    return x;
  }

  /**
   * The correlation of u^2 and v^2, where (u, v) = (a x + b y, b x + a y) is the whitened pair.
   *
   * @param r E[xy]
   * @param x4 E[x^4]
   * @param y4 E[y^4]
   * @param x2y2 E[x^2 y^2]
   * @param x3y E[x^3 y]
   * @param xy3 E[x y^3]
   */
  private static double energyCorrelation(
      double r, double x4, double y4, double x2y2, double x3y, double xy3) {
    if (x4 == 0 || y4 == 0) {
      return 0;
    }
    double plus = 1 / Math.sqrt(Math.max(0, 1 + r) + EPSILON);
    double minus = 1 / Math.sqrt(Math.max(0, 1 - r) + EPSILON);
    double a = (plus + minus) / 2;
    double b = (plus - minus) / 2;
    double ab = a * b;
    double both = a * a + b * b;
    double energy = both + 2 * ab * r;
    double u4 =
        Math.pow(a, 4) * x4
            + 4 * a * a * ab * x3y
            + 6 * ab * ab * x2y2
            + 4 * ab * b * b * xy3
            + Math.pow(b, 4) * y4;
    double v4 =
        Math.pow(b, 4) * x4
            + 4 * ab * b * b * x3y
            + 6 * ab * ab * x2y2
            + 4 * a * a * ab * xy3
            + Math.pow(a, 4) * y4;
    double u2v2 =
        ab * ab * (x4 + y4) + (both * both + 2 * ab * ab) * x2y2 + 2 * ab * both * (x3y + xy3);
    double spread = (u4 - energy * energy) * (v4 - energy * energy);
    if (!(spread > 0)) {
      return 0;
    }
    return Math.max(-1, Math.min(1, (u2v2 - energy * energy) / Math.sqrt(spread)));
  }

  /**
   * Chooses groups: random features, each with those most similar to it.
   *
   * @param similarities [k, k]
   * @param k the number of features
   * @param fields the number of groups; their first features differ as long as there are enough
   * @param size the number of features in a group, at most k
   * @param seed the random seed
   * @return the groups, each in ascending order
   */
  static List<List<Integer>> choose(double[] similarities, int k, int fields, int size, long seed) {
    Permutation order = Permutation.of(k, seed, SEEDS);
    ImmutableList.Builder<List<Integer>> chosen = ImmutableList.builder();
    for (int field = 0; field < fields; field++) {
      int first = order.at(field % k);
      Integer[] ranked = IntStream.range(0, k).boxed().toArray(Integer[]::new);
      Arrays.sort(
          ranked,
          (i, j) -> {
            if (i == first || j == first) {
              return Boolean.compare(j == first, i == first);
            }
            int bySimilarity =
                Double.compare(similarities[first * k + j], similarities[first * k + i]);
            return bySimilarity != 0 ? bySimilarity : Integer.compare(i, j);
          });
      chosen.add(Arrays.stream(ranked).limit(size).sorted().toList());
    }
    return chosen.build();
  }
}

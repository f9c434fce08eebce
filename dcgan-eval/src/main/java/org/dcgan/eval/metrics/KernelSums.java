package org.dcgan.eval.metrics;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.dcgan.eval.matrix.Matrices;
import org.dcgan.feature.Features;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.Permutation;

/**
 * The sums of kernels over pairs of rows, for all subsets at once: each kernel is computed once for
 * all subsets that contain both rows, and not at all if no subset does. In double precision; the
 * result does not depend on the number of threads.
 */
final class KernelSums {
  private static final long REAL = 1;
  private static final long GENERATED = 2;

  /** Rows whose sums are added by one thread. */
  private static final int CHUNK = 32;

  private KernelSums() {}

  /**
   * The squared maximum mean discrepancy of each subset, estimated without bias: no row is paired
   * with itself.
   *
   * @param size the number of rows of each kind in a subset, at least 2
   */
  static double[] estimates(
      Features real,
      Features generated,
      int subsets,
      int size,
      long seed,
      ProgressListener progress) {
    Members x = Members.of(real, subsets, size, seed, REAL);
    Members y = Members.of(generated, subsets, size, seed, GENERATED);
    double[] withinReal;
    double[] withinGenerated;
    double[] between;
    try (ProgressListener.Task task =
        progress.start("kernels", 2L * x.count() + y.count(), "images")) {
      withinReal = sums(x, x, subsets, true, task);
      withinGenerated = sums(y, y, subsets, true, task);
      between = sums(x, y, subsets, false, task);
    }
    double[] estimates = new double[subsets];
    for (int s = 0; s < subsets; s++) {
      // Each pair within a set is summed once, but counts twice.
      double within = 2 * (withinReal[s] + withinGenerated[s]) / ((double) size * (size - 1));
      estimates[s] = within - 2 * between[s] / ((double) size * size);
    }
    return estimates;
  }

  /** Rows of features with the subsets that contain them, one bit for each. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Members(FloatBuffer values, int dim, int[] rows, long[][] subsets) {

    /** Only rows of some subset are kept. */
    static Members of(Features features, int subsets, int size, long seed, long kind) {
      long[][] bits = new long[features.count()][];
      for (int subset = 0; subset < subsets; subset++) {
        Permutation order = Permutation.of(features.count(), seed, subset, kind);
        for (int i = 0; i < size; i++) {
          int row = order.at(i);
          if (bits[row] == null) {
            bits[row] = new long[(subsets + 63) / 64];
          }
          bits[row][subset / 64] |= 1L << subset;
        }
      }
      int[] rows = IntStream.range(0, bits.length).filter(row -> bits[row] != null).toArray();
      long[][] kept = IntStream.of(rows).mapToObj(row -> bits[row]).toArray(long[][]::new);
      return new Members(features.data(), features.dim(), rows, kept);
    }

    int count() {
      return rows.length;
    }

    void copy(int member, double[] target) {
      for (int k = 0, at = rows[member] * dim; k < dim; k++) {
        target[k] = values.get(at + k);
      }
    }
  }

  /** The sum of each subset over all pairs, or over pairs of which the second comes later. */
  private static double[] sums(
      Members a, Members b, int subsets, boolean sameSet, ProgressListener.Task task) {
    int chunks = (a.count() + CHUNK - 1) / CHUNK;
    double[][] parts = new double[chunks][];
    IntStream.range(0, chunks)
        .parallel()
        .forEach(
            chunk -> {
              int from = chunk * CHUNK;
              int to = Math.min(a.count(), from + CHUNK);
              parts[chunk] = chunk(a, from, to, b, subsets, sameSet);
              task.advance(to - from);
            });
    double[] sums = new double[subsets];
    for (double[] part : parts) {
      for (int s = 0; s < subsets; s++) {
        sums[s] += part[s];
      }
    }
    return sums;
  }

  private static double[] chunk(
      Members a, int from, int to, Members b, int subsets, boolean sameSet) {
    double[] sums = new double[subsets];
    int size = to - from;
    double[][] rows = new double[size][a.dim()];
    // Column k of the rows, each contiguous in memory; as many rows of zeros as are missing.
    double[][] columns = new double[(a.dim() + 3) / 4 * 4][CHUNK];
    for (int i = 0; i < size; i++) {
      a.copy(from + i, rows[i]);
      for (int k = 0; k < a.dim(); k++) {
        columns[k][i] = rows[i][k];
      }
    }
    double[] other = new double[columns.length];
    double[] products = new double[CHUNK];
    boolean[] wanted = new boolean[size];
    for (int j = sameSet ? from + 1 : 0; j < b.count(); j++) {
      int last = sameSet ? Math.min(size, j - from) : size;
      int count = 0;
      for (int i = 0; i < last; i++) {
        wanted[i] = intersect(a.subsets()[from + i], b.subsets()[j]);
        count += wanted[i] ? 1 : 0;
      }
      if (count == 0) {
        continue;
      }
      b.copy(j, other);
      boolean together = count >= CHUNK / 4;
      if (together) {
        Arrays.fill(products, 0);
        for (int k = 0; k < columns.length; k += 4) {
          Matrices.addRows(other, columns, k, products);
        }
      }
      for (int i = 0; i < last; i++) {
        if (wanted[i]) {
          double product = together ? products[i] : Matrices.dot(rows[i], other, 0);
          double base = product / a.dim() + 1;
          add(base * base * base, a.subsets()[from + i], b.subsets()[j], sums);
        }
      }
    }
    return sums;
  }

  private static boolean intersect(long[] a, long[] b) {
    for (int word = 0; word < a.length; word++) {
      if ((a[word] & b[word]) != 0) {
        return true;
      }
    }
    return false;
  }

  private static void add(double kernel, long[] subsetsOfA, long[] subsetsOfB, double[] sums) {
    for (int word = 0; word < subsetsOfA.length; word++) {
      for (long common = subsetsOfA[word] & subsetsOfB[word]; common != 0; common &= common - 1) {
        sums[word * 64 + Long.numberOfTrailingZeros(common)] += kernel;
      }
    }
  }
}

package org.dcgan.eval.metrics;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dcgan.eval.matrix.FiniteRows;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageSampler;
import org.dcgan.random.Permutation;
import org.dcgan.training.ModelScore;

/**
 * How far the features of generated images are from those of real ones by the squared maximum mean
 * discrepancy with the kernel (x y / d + 1)^3 (Binkowski et al., 2018), estimated without bias and
 * averaged over subsets. Around 0 for images of one distribution, then also a little below; lower
 * is better. Needs fewer images than {@link FrechetDistance}.
 *
 * <p>This is the KID if, and only if, the features are the 2,048 of Inception v3's last pooling.
 */
public final class KernelDistance implements ModelScore {
  /** Enough to be within a hundredth of its value, in a second or two. */
  public static final int DEFAULT_SUBSETS = 10;

  /** Images of either kind a subset; fewer where there are fewer. */
  public static final int DEFAULT_SUBSET_SIZE = 500;

  private static final long REAL = 1;
  private static final long GENERATED = 2;

  private final FeatureComparison comparison;

  private KernelDistance(FeatureComparison comparison) {
    this.comparison = comparison;
  }

  /**
   * The score, over {@link #DEFAULT_SUBSETS} subsets of {@link #DEFAULT_SUBSET_SIZE}.
   *
   * @param comparison by which features, with which images
   * @return a score
   */
  public static KernelDistance over(FeatureComparison comparison) {
    return new KernelDistance(comparison);
  }

  /**
   * The distance of two sets of features.
   *
   * @param real at least 2 rows
   * @param generated at least 2 rows of the same dimension
   * @param subsets how many estimates to average, at least 1
   * @param subsetSize rows of either kind an estimate, at least 2; fewer where there are fewer
   * @param seed which rows
   * @return the average estimate
   * @throws IllegalArgumentException if there are too few rows, the dimensions differ, or a value
   *     is not finite
   */
  public static double between(
      Features real, Features generated, int subsets, int subsetSize, long seed) {
    checkArgument(
        real.dim() == generated.dim(),
        "features of %s dimensions cannot be compared with those of %s",
        real.dim(),
        generated.dim());
    checkArgument(subsets >= 1, "subsets must be at least 1, got %s", subsets);
    int size = Math.min(subsetSize, Math.min(real.count(), generated.count()));
    checkArgument(size >= 2, "an estimate takes at least 2 rows of either kind, got %s", size);
    FiniteRows.require(real, "a kernel distance");
    FiniteRows.require(generated, "a kernel distance");
    double sum = 0;
    for (int subset = 0; subset < subsets; subset++) {
      double[][] x = choose(real, size, seed, subset, REAL);
      double[][] y = choose(generated, size, seed, subset, GENERATED);
      sum += discrepancy(x, y);
    }
    return sum / subsets;
  }

  private static double[][] choose(Features rows, int size, long seed, int subset, long kind) {
    Permutation order = Permutation.of(rows.count(), seed, subset, kind);
    double[][] chosen = new double[size][rows.dim()];
    for (int i = 0; i < size; i++) {
      float[] row = rows.row(order.at(i));
      for (int k = 0; k < row.length; k++) {
        chosen[i][k] = row[k];
      }
    }
    return chosen;
  }

  /** The unbiased estimate: no row is paired with itself. */
  private static double discrepancy(double[][] x, double[][] y) {
    int n = x.length;
    double within = kernels(x, x, true) + kernels(y, y, true);
    double between = kernels(x, y, false);
    return within / ((double) n * (n - 1)) - 2 * between / ((double) n * n);
  }

  private static double kernels(double[][] a, double[][] b, boolean leaveOutDiagonal) {
    int dim = a[0].length;
    double[] sums = new double[a.length];
    IntStream.range(0, a.length)
        .parallel()
        .forEach(
            i -> {
              for (int j = 0; j < b.length; j++) {
                if (!leaveOutDiagonal || i != j) {
                  double base = Gaussian.dot(a[i], b[j]) / dim + 1;
                  sums[i] += base * base * base;
                }
              }
            });
    double sum = 0;
    for (double part : sums) {
      sum += part;
    }
    return sum;
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
    Optional<Features> generated = comparison.generated(model);
    return generated.isPresent()
        ? between(comparison.real(), generated.get(), DEFAULT_SUBSETS, DEFAULT_SUBSET_SIZE, 0)
        : Double.NaN;
  }
}

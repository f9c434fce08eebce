package org.dcgan.eval.metrics;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

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
 * The kernel distance between the features of real and of generated images: the squared maximum
 * mean discrepancy with the kernel (x y / d + 1)^3 (Binkowski et al., 2018), estimated without bias
 * and averaged over subsets. For images of the same distribution it is about 0 and may be slightly
 * negative; lower is better. It needs fewer images than {@link FrechetDistance}.
 *
 * <p>It is the KID only if the features are the 2,048 of the last pooling layer of Inception v3.
 */
public final class KernelDistance implements ModelScore {
  /** Ten subsets: the standard error is about a hundredth of the value, in a second or two. */
  public static final int DEFAULT_SUBSETS = 10;

  /** Real and generated images in a subset; all of them where there are fewer. */
  public static final int DEFAULT_SUBSET_SIZE = 500;

  private static final long REAL = 1;
  private static final long GENERATED = 2;

  private final FeatureComparison comparison;

  private KernelDistance(FeatureComparison comparison) {
    this.comparison = comparison;
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
   * @param subsets the number of estimates to average, at least 1
   * @param subsetSize the number of real and of generated rows in an estimate, at least 2; all rows
   *     where there are fewer
   * @param seed the random seed that selects the rows of subsets
   * @return the average estimate
   * @throws IllegalArgumentException if there are too few rows, the dimensions differ, or a value
   *     is not finite
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
    checkArgument(subsets >= 1, "subsets must be at least 1, got %s", subsets);
    int size = Math.min(subsetSize, Math.min(real.count(), generated.count()));
    checkArgument(
        size >= 2,
        "a kernel distance needs at least 2 real and 2 generated rows, got %s; use more images",
        size);
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

  /** The unbiased estimate, in which no row is paired with itself. */
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
    requireNonNull(model, "model");

    Optional<Features> generated = comparison.generated(model);
    return generated.isPresent()
        ? between(comparison.real(), generated.get(), DEFAULT_SUBSETS, DEFAULT_SUBSET_SIZE, 0)
        : Double.NaN;
  }
}

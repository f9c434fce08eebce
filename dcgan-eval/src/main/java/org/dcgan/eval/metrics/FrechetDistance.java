package org.dcgan.eval.metrics;

import java.io.IOException;
import java.util.Optional;
import org.dcgan.eval.matrix.FiniteRows;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageSampler;
import org.dcgan.training.ModelScore;

/**
 * How far the features of generated images are, as a Gaussian, from those of real ones: the squared
 * Frechet distance |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)) (Dowson and Landau, 1982; Heusel et
 * al., 2017), in double precision. 0 for the same images; lower is better.
 *
 * <p>This is the FID if, and only if, the features are the 2,048 of Inception v3's last pooling.
 */
public final class FrechetDistance implements ModelScore {
  private final FeatureComparison comparison;
  private final Gaussian real;

  private FrechetDistance(FeatureComparison comparison) {
    this.comparison = comparison;
    this.real = Gaussian.of(comparison.real());
  }

  /**
   * The score.
   *
   * @param comparison by which features, with which images
   * @return a score
   */
  public static FrechetDistance over(FeatureComparison comparison) {
    return new FrechetDistance(comparison);
  }

  /**
   * The distance of two sets of features.
   *
   * @param real at least 2 rows
   * @param generated at least 2 rows of the same dimension
   * @return at least 0
   * @throws IllegalArgumentException if there are too few rows, the dimensions differ, or a value
   *     is not finite
   */
  public static double between(Features real, Features generated) {
    FiniteRows.require(real, "a Frechet distance");
    FiniteRows.require(generated, "a Frechet distance");
    return Gaussian.of(real).frechetDistance(Gaussian.of(generated));
  }

  @Override
  public String name() {
    return "Frechet distance over " + comparison.description();
  }

  @Override
  public double score(ImageSampler model) throws IOException {
    Optional<Features> generated = comparison.generated(model);
    return generated.isPresent() ? real.frechetDistance(Gaussian.of(generated.get())) : Double.NaN;
  }
}

package org.dcgan.eval.metrics;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Optional;
import org.dcgan.eval.matrix.FiniteRows;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageSampler;
import org.dcgan.training.ModelScore;

/**
 * The Fréchet distance between the features of real and of generated images, both taken as Gaussian
 * distributions: the squared distance |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)) (Dowson and
 * Landau, 1982; Heusel et al., 2017), in double precision. It is 0 for identical images; lower is
 * better.
 *
 * <p>It is the FID only if the features are the 2,048 of the last pooling layer of Inception v3.
 */
public final class FrechetDistance implements ModelScore {
  private final FeatureComparison comparison;
  private final Gaussian real;

  private FrechetDistance(FeatureComparison comparison) {
    this.comparison = comparison;
    this.real = Gaussian.of(comparison.real());
  }

  /**
   * Creates a score.
   *
   * @param comparison the features and the images to compare
   * @return a score
   */
  public static FrechetDistance over(FeatureComparison comparison) {
    requireNonNull(comparison, "comparison");

    return new FrechetDistance(comparison);
  }

  /**
   * The distance between two sets of features.
   *
   * @param real at least 2 rows
   * @param generated at least 2 rows of the same dimension
   * @return at least 0
   * @throws IllegalArgumentException if there are too few rows, the dimensions differ, or a value
   *     is not finite
   */
  public static double between(Features real, Features generated) {
    requireNonNull(real, "real");
    requireNonNull(generated, "generated");

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
    requireNonNull(model, "model");

    Optional<Features> generated = comparison.generated(model);
    return generated.isPresent() ? real.frechetDistance(Gaussian.of(generated.get())) : Double.NaN;
  }
}

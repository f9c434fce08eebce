package org.dcgan.training;

import static java.util.Objects.requireNonNull;

import java.util.OptionalDouble;

/**
 * How long the gradients of one batch are: the Euclidean norm over all of a network's parameters
 * together, weight decay included, as its optimizer got them.
 *
 * @param generator of G's gradient; empty where the step did not update G, or nobody measured
 * @param discriminator of D's gradient; empty where the step did not update D, or nobody measured
 */
public record GradientNorms(OptionalDouble generator, OptionalDouble discriminator) {
  /** Refuses null. */
  public GradientNorms {
    requireNonNull(generator, "generator");
    requireNonNull(discriminator, "discriminator");
  }

  /** Nobody measured. */
  public static final GradientNorms UNKNOWN =
      new GradientNorms(OptionalDouble.empty(), OptionalDouble.empty());

  /**
   * Whether what was measured are numbers.
   *
   * @return false where any is NaN or infinite
   */
  public boolean isFinite() {
    return Double.isFinite(generator.orElse(0)) && Double.isFinite(discriminator.orElse(0));
  }
}

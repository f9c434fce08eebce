package org.dcgan.training;

import org.dcgan.internal.Problems;

/**
 * What D is taught to say. G is always taught by label 1, and {@link Losses} are always reported
 * against labels 1 and 0, so that those of different plans can be compared.
 *
 * @param real the label of real images, above {@code fake}, at most 1; .9 is one-sided label
 *     smoothing (Salimans et al., 2016, section 3.4)
 * @param fake the label of generated images, at least 0; above 0 the smoothing is two-sided, which
 *     moves D's optimum toward wherever G is (the same section advises against it)
 * @param flips the probability that an image gets the other kind's label, [0, .5), drawn for each
 *     image from the plan's seed and the step (soumith/ganhacks, section 6)
 */
public record DiscriminatorLabels(double real, double fake, double flips) {
  /** The paper's and the authors' (faces:134-139): 1 and 0, never flipped. */
  public static final DiscriminatorLabels HARD = new DiscriminatorLabels(1, 0, 0);

  /** Checks the ranges. */
  public DiscriminatorLabels {
    new Problems()
        .require(real <= 1, "the label of real images must be at most 1, got %s", real)
        .require(fake >= 0, "the label of generated images must be at least 0, got %s", fake)
        .require(
            real > fake,
            "the label of real images (%s) must be above that of generated ones (%s)",
            real,
            fake)
        .require(flips >= 0 && flips < 0.5, "flips must be in [0, .5), got %s", flips)
        .throwIfAny("these labels cannot be taught");
  }

  /**
   * Smooths the label of real images alone.
   *
   * @param real above 0, at most 1; .9 is usual
   * @return labels {@code real} and 0
   */
  public static DiscriminatorLabels oneSided(double real) {
    return new DiscriminatorLabels(real, 0, 0);
  }

  /**
   * The same, now and then the wrong way round.
   *
   * @param flips the probability, [0, .5)
   * @return changed labels
   */
  public DiscriminatorLabels withFlips(double flips) {
    return new DiscriminatorLabels(real, fake, flips);
  }
}

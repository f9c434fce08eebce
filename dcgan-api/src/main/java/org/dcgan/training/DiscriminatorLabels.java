package org.dcgan.training;

import org.apiguardian.api.API;
import org.dcgan.internal.Problems;

/**
 * The target labels of the discriminator. The generator is always trained with the label 1, and
 * {@link Losses} are always reported with respect to the labels 1 and 0, so that the losses of
 * different plans can be compared.
 *
 * @param real the label of real images, greater than {@code fake} and at most 1; 0.9 is one-sided
 *     label smoothing (Salimans et al., 2016, section 3.4)
 * @param fake the label of generated images, at least 0; values above 0 are two-sided label
 *     smoothing, which reinforces the current behavior of the generator (the same section advises
 *     against it)
 * @param flips the probability that the label of an image is flipped between real and generated, in
 *     [0, 0.5); each flip is a function of the plan's seed and the step (soumith/ganhacks, section
 *     6)
 */
@API(status = API.Status.STABLE, since = "0.1")
public record DiscriminatorLabels(double real, double fake, double flips) {
  /** The labels of the paper and of the authors' code (faces:134-139): 1 and 0, never flipped. */
  public static final DiscriminatorLabels DEFAULT = new DiscriminatorLabels(1, 0, 0);

  /** Checks the ranges. */
  public DiscriminatorLabels {
    new Problems()
        .require(real <= 1, "real, the label of real images, must be at most 1, got %s", real)
        .require(fake >= 0, "fake, the label of generated images, must be at least 0, got %s", fake)
        .require(real > fake, "real must be greater than fake, got %s and %s", real, fake)
        .require(flips >= 0 && flips < 0.5, "flips must be in [0, 0.5), got %s", flips)
        .throwIfAny("invalid DiscriminatorLabels");
  }

  /**
   * Returns labels with one-sided smoothing, which keeps the discriminator from becoming too
   * confident.
   *
   * @param real the label of real images, in (0, 1]; 0.9 is usual
   * @return the labels {@code real} and 0, never flipped
   */
  public static DiscriminatorLabels oneSided(double real) {
    return new DiscriminatorLabels(real, 0, 0);
  }

  /**
   * Returns these labels with another label of real images.
   *
   * @param real greater than the label of generated images, at most 1
   * @return the changed labels
   */
  public DiscriminatorLabels withReal(double real) {
    return new DiscriminatorLabels(real, fake, flips);
  }

  /**
   * Returns these labels with another label of generated images.
   *
   * @param fake at least 0, less than the label of real images
   * @return the changed labels
   */
  public DiscriminatorLabels withFake(double fake) {
    return new DiscriminatorLabels(real, fake, flips);
  }

  /**
   * Returns these labels with another probability of flips, which weakens a discriminator that is
   * too strong.
   *
   * @param flips the probability, in [0, 0.5)
   * @return the changed labels
   */
  public DiscriminatorLabels withFlips(double flips) {
    return new DiscriminatorLabels(real, fake, flips);
  }
}

package org.dcgan.training;

/**
 * How the two networks stand, averaged over one batch or more. Against labels 1 and 0, whatever
 * {@link DiscriminatorLabels} are taught, and of images as D saw them, with {@link InstanceNoise}.
 *
 * @param discriminator binary cross-entropy on real images plus that on generated ones, in nats: 2
 *     ln 2 = 1.386 where D cannot tell, 0 where D has won (authors' code, faces:134-139)
 * @param generator cross-entropy of generated images passed off as real, in nats (non-saturating)
 * @param realScore mean of D's probabilities for real images, [0, 1]
 * @param fakeScore mean of D's probabilities for generated images, [0, 1]
 */
public record Losses(double discriminator, double generator, double realScore, double fakeScore) {

  /**
   * Whether all four are numbers.
   *
   * @return false where any is NaN or infinite
   */
  public boolean isFinite() {
    return Double.isFinite(discriminator + generator + realScore + fakeScore);
  }
}

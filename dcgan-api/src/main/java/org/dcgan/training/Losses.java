package org.dcgan.training;

import org.apiguardian.api.API;

/**
 * Losses and scores of both networks, averaged over one or more batches. They are computed with
 * respect to the labels 1 and 0, regardless of {@link DiscriminatorLabels}, and for the
 * discriminator's input images, including {@link InstanceNoise}.
 *
 * @param discriminator the discriminator's loss: the binary cross-entropy of real images plus that
 *     of generated images, in nats. It is 2 ln 2 = 1.386 if the discriminator cannot distinguish
 *     them, and 0 if it distinguishes them perfectly (authors' code, faces:134-139)
 * @param generator the generator's loss: the cross-entropy of generated images with the label of
 *     real ones, in nats (non-saturating)
 * @param realScore the mean of the discriminator's probabilities for real images, in [0, 1]
 * @param fakeScore the mean of the discriminator's probabilities for generated images, in [0, 1]
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Losses(double discriminator, double generator, double realScore, double fakeScore) {

  /**
   * Returns whether all values are finite.
   *
   * @return false if a value is NaN or infinite
   */
  public boolean isFinite() {
    return Double.isFinite(discriminator + generator + realScore + fakeScore);
  }
}

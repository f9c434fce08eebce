package org.dcgan.training;

import org.apiguardian.api.API;

/**
 * The loss that both networks are trained with. {@link Losses} always report the cross-entropy, so
 * that trainings can be compared.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum AdversarialLoss {
  /**
   * The cross-entropy of the discriminator's probabilities, as in the paper (authors' code,
   * faces:134-139); the generator minimizes the cross-entropy against the label 1.
   */
  CROSS_ENTROPY,
  /**
   * The hinge loss (Lim and Ye, 2017; Miyato et al., 2018): the discriminator minimizes {@code
   * max(0, 1 - D(x)) + max(0, 1 + D(G(z)))} of its scores before the sigmoid, and the generator
   * {@code -D(G(z))}. It suits a discriminator with spectral normalization. {@link
   * DiscriminatorLabels} do not apply to it.
   */
  HINGE
}

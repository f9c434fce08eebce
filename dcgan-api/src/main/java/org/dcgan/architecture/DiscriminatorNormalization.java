package org.dcgan.architecture;

import org.apiguardian.api.API;

/** How the layers of the discriminator are normalized. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum DiscriminatorNormalization {
  /** Batch normalization after every convolution except the first, as in the paper (section 3). */
  BATCH,
  /**
   * Spectral normalization instead of batch normalization (Miyato et al., 2018): the weights of
   * each layer, the score included, are divided by an estimate of their largest singular value,
   * which bounds the slope of the discriminator. The estimate is improved by one step of the power
   * iteration with each update of the discriminator. Every layer has a bias. It stabilizes
   * trainings in which the discriminator becomes too strong.
   */
  SPECTRAL
}

package org.dcgan.architecture;

import org.apiguardian.api.API;

/** The statistics that batch normalization uses outside of training. */
@API(status = API.Status.STABLE, since = "0.1")
public enum BatchNormMode {
  /**
   * Population statistics: the mean and variance averaged over batches during training. A generated
   * image depends on its latent only, and a score on its image only. The default.
   */
  POPULATION,
  /**
   * Batch statistics: the mean and variance of the images of the call, which form one batch, as in
   * the authors' code. Each result then depends on the other images of the call.
   */
  BATCH
}

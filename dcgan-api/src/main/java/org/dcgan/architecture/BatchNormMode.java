package org.dcgan.architecture;

/** What batch normalisation normalises with outside of training. */
public enum BatchNormMode {
  /**
   * With the population's mean and variance, averaged over the minibatches of training. A picture
   * depends on its latent alone, and a score on its picture alone. The default.
   */
  POPULATION,
  /**
   * With the mean and variance of the batch at hand, as the authors' code does everywhere: a result
   * then depends on its neighbours, and the whole call is one batch.
   */
  BATCH
}

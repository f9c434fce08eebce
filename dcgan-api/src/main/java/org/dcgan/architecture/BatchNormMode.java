package org.dcgan.architecture;

/** What batch normalization normalizes with outside of training. */
public enum BatchNormMode {
  /**
   * With the population's mean and variance, averaged over the batches of training. An image
   * depends on its latent alone, and a score on its image alone. The default.
   */
  POPULATION,
  /**
   * With the mean and variance of the batch at hand, as the authors' code does everywhere: a result
   * then depends on its neighbors, and the whole call is one batch.
   */
  BATCH
}

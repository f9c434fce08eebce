package org.dcgan.latent;

import org.dcgan.random.SeededRandom;

/** The distribution that latents are drawn from, each coordinate by itself. */
public enum LatentDistribution {
  /** Uniform in [-1, 1): the paper's (section 4), and the faces and ImageNet models'. */
  UNIFORM {
    @Override
    public double draw(SeededRandom random) {
      return random.nextDouble(-1, 1);
    }
  },
  /** Normal with mean 0 and deviation 1: the authors' SVHN model's. */
  GAUSSIAN {
    @Override
    public double draw(SeededRandom random) {
      return random.nextGaussian();
    }
  };

  /**
   * Generates one coordinate.
   *
   * @param random where the random bits come from
   * @return a number of this distribution
   */
  public abstract double draw(SeededRandom random);
}

package org.dcgan;

import org.dcgan.random.SeededRandom;

/** The distribution that latents are drawn from, each coordinate by itself. */
public enum LatentDistribution {
  /** Uniform in [-1, 1): the paper's (section 4), and the faces and ImageNet models'. */
  UNIFORM {
    @Override
    double draw(SeededRandom random) {
      return random.nextDouble(-1, 1);
    }
  },
  /** Normal with mean 0 and deviation 1: the authors' SVHN model's. */
  GAUSSIAN {
    @Override
    double draw(SeededRandom random) {
      return random.nextGaussian();
    }
  };

  abstract double draw(SeededRandom random);
}

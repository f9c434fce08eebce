package org.dcgan.latent;

import static java.util.Objects.requireNonNull;

import org.apiguardian.api.API;
import org.dcgan.random.SeededRandom;

/** The distribution of latents, whose coordinates are independent. */
@API(status = API.Status.STABLE, since = "0.1")
public enum LatentDistribution {
  /**
   * Uniform in [-1, 1), as in the paper (section 4) and in the authors' faces and ImageNet models.
   * The default.
   */
  UNIFORM {
    @Override
    public double sample(SeededRandom random) {
      requireNonNull(random, "random");

      return random.nextDouble(-1, 1);
    }
  },
  /** Normal with mean 0 and standard deviation 1, as in the authors' SVHN model. */
  GAUSSIAN {
    @Override
    public double sample(SeededRandom random) {
      requireNonNull(random, "random");

      return random.nextGaussian();
    }
  };

  /**
   * Generates one coordinate.
   *
   * @param random the source of random bits
   * @return a random number of this distribution
   */
  public abstract double sample(SeededRandom random);
}

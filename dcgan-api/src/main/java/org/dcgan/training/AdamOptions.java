package org.dcgan.training;

import org.dcgan.internal.Problems;

/**
 * The hyperparameters of the Adam optimizer (Kingma and Ba, 2014) of one network.
 *
 * @param learningRate the learning rate, in (0, 1)
 * @param beta1 the decay rate of the first moment, in [0, 1)
 * @param beta2 the decay rate of the second moment, in [0, 1)
 * @param epsilon the constant added to the square root of the second moment, in (0, 1)
 * @param l2 the weight decay, in [0, 1): {@code l2 * parameter} is added to every gradient,
 *     including those of gains and biases, before the moments are updated (authors' code,
 *     lib/updates.py:35-38)
 */
public record AdamOptions(
    double learningRate, double beta1, double beta2, double epsilon, double l2) {

  /**
   * The paper's values (section 4): a learning rate of 0.0002, since 0.001 was too high, and beta1
   * = 0.5, since 0.9 caused oscillation. beta2 = 0.999 and epsilon = 1e-8 are Adam's usual values.
   * There is no weight decay, since the paper does not mention any; the authors' code uses 1e-5 for
   * faces.
   */
  public static final AdamOptions PAPER = new AdamOptions(2e-4, 0.5, 0.999, 1e-8, 0);

  /** Checks the ranges. */
  public AdamOptions {
    new Problems()
        .require(
            learningRate > 0 && learningRate < 1,
            "learningRate must be in (0, 1), got %s (the paper uses 0.0002)",
            learningRate)
        .require(beta1 >= 0 && beta1 < 1, "beta1 must be in [0, 1), got %s", beta1)
        .require(beta2 >= 0 && beta2 < 1, "beta2 must be in [0, 1), got %s", beta2)
        .require(epsilon > 0 && epsilon < 1, "epsilon must be in (0, 1), got %s", epsilon)
        .require(l2 >= 0 && l2 < 1, "l2 must be in [0, 1), got %s", l2)
        .throwIfAny("invalid AdamOptions");
  }

  /**
   * The same with another step size.
   *
   * @param learningRate above 0
   * @return changed options
   */
  public AdamOptions withLearningRate(double learningRate) {
    return new AdamOptions(learningRate, beta1, beta2, epsilon, l2);
  }

  /**
   * The same with weight decay.
   *
   * @param l2 at least 0
   * @return changed options
   */
  public AdamOptions withL2(double l2) {
    return new AdamOptions(learningRate, beta1, beta2, epsilon, l2);
  }
}

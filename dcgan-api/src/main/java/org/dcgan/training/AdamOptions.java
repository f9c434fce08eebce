package org.dcgan.training;

import org.dcgan.internal.Problems;

/**
 * The Adam optimizer (Kingma and Ba, 2014) of one network.
 *
 * @param learningRate step size, above 0
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment, above 0
 * @param l2 weight decay: {@code l2 * parameter} is added to every gradient, gains and biases
 *     included, before the moments (authors' code, lib/updates.py:35-38); at least 0
 */
public record AdamOptions(
    double learningRate, double beta1, double beta2, double epsilon, double l2) {

  /**
   * The paper's (section 4): learning rate .0002, since .001 was too high, and beta1 .5, since .9
   * oscillated. The other two are Adam's own. No weight decay, which the paper does not mention;
   * the authors' code has 1e-5 for faces.
   */
  public static final AdamOptions PAPER = new AdamOptions(2e-4, 0.5, 0.999, 1e-8, 0);

  /** Checks the ranges. */
  public AdamOptions {
    new Problems()
        .require(
            learningRate > 0 && learningRate < 1,
            "learningRate must be in (0, 1), got %s (the paper's is 2e-4)",
            learningRate)
        .require(beta1 >= 0 && beta1 < 1, "beta1 must be in [0, 1), got %s", beta1)
        .require(beta2 >= 0 && beta2 < 1, "beta2 must be in [0, 1), got %s", beta2)
        .require(epsilon > 0 && epsilon < 1, "epsilon must be in (0, 1), got %s", epsilon)
        .require(l2 >= 0 && l2 < 1, "l2 must be in [0, 1), got %s", l2)
        .throwIfAny("these Adam options cannot be used");
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

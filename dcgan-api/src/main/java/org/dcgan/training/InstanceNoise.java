package org.dcgan.training;

import org.dcgan.internal.Problems;

/**
 * Gaussian noise on every image that D sees in training, real or generated, which fades in a
 * straight line: early on it lets the two kinds overlap where D would else tell them apart without
 * effort (Soenderby et al., 2016; Arjovsky and Bottou, 2017, section 3). The noise is a function of
 * the plan's seed and the step. D's population statistics are those of the noisy images until the
 * noise is gone.
 *
 * @param deviation the noise's standard deviation at the run's first step, at least 0; images are
 *     in [-1, 1], and .1 is usual
 * @param epochs how long it takes to fade to 0, above 0; fractions are allowed; 1 where the
 *     deviation is 0, since no noise is the same at any length
 */
public record InstanceNoise(double deviation, double epochs) {
  /** The paper's: none. */
  public static final InstanceNoise NONE = new InstanceNoise(0, 1);

  /** Checks the ranges. */
  public InstanceNoise {
    new Problems()
        .require(
            deviation >= 0 && deviation < Double.POSITIVE_INFINITY,
            "the deviation of instance noise must be at least 0, got %s",
            deviation)
        .require(
            epochs > 0 && epochs < Double.POSITIVE_INFINITY,
            "the epochs in which instance noise fades must be above 0, got %s",
            epochs)
        .throwIfAny("this instance noise cannot be added");
    epochs = deviation == 0 ? 1 : epochs;
  }

  /**
   * The deviation in one step.
   *
   * @param step counted from 0 over the run
   * @param stepsPerEpoch at least 1
   * @return {@code deviation * max(0, 1 - step / (epochs * stepsPerEpoch))}
   */
  public double at(long step, long stepsPerEpoch) {
    return deviation * Math.max(0, 1 - step / (epochs * stepsPerEpoch));
  }
}

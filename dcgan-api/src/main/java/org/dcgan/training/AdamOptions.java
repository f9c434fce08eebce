package org.dcgan.training;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.apiguardian.api.API;
import org.dcgan.internal.Float32;
import org.dcgan.internal.Problems;

/**
 * The hyperparameters of the Adam optimizer (Kingma and Ba, 2014) of one network. They are used as
 * float32, so that values that become 0 or 1 by rounding are refused.
 *
 * @param learningRate the learning rate, in (0, 1)
 * @param beta1 the decay rate of the first moment, in [0, 1)
 * @param beta2 the decay rate of the second moment, in [0, 1)
 * @param epsilon the constant added to the square root of the second moment, in (0, 1)
 * @param l2 the weight decay, in [0, 1): {@code l2 * parameter} is added to every gradient,
 *     including those of gains and biases, before the moments are updated (authors' code,
 *     lib/updates.py:35-38)
 */
@API(status = API.Status.STABLE, since = "0.1")
public record AdamOptions(
    double learningRate, double beta1, double beta2, double epsilon, double l2) {

  /**
   * The paper's values (section 4): a learning rate of 0.0002, since 0.001 was too high, and beta1
   * = 0.5, since 0.9 caused oscillation. beta2 = 0.999 and epsilon = 1e-8 are Adam's usual values.
   * There is no weight decay, since the paper does not mention any; the authors' code uses 1e-5 for
   * faces.
   */
  public static final AdamOptions DEFAULT = new AdamOptions(2e-4, 0.5, 0.999, 1e-8, 0);

  /** Checks the ranges. */
  public AdamOptions {
    new Problems()
        .require(
            learningRate > 0 && learningRate < 1,
            "learningRate must be in (0, 1), got %s (the paper uses 0.0002)",
            learningRate)
        .require(beta1 >= 0 && beta1 < 1, "beta1 must be in [0, 1), got %s", beta1)
        .require(beta2 >= 0 && beta2 < 1, "beta2 must be in [0, 1), got %s", beta2)
        .require(
            !(beta1 < 1) || Float32.isBelowOne(beta1),
            "beta1 must be below 1 also as float32, got %s",
            beta1)
        .require(
            !(beta2 < 1) || Float32.isBelowOne(beta2),
            "beta2 must be below 1 also as float32, got %s",
            beta2)
        .require(
            !(learningRate > 0) || Float32.isNormal(learningRate),
            "learningRate must be at least %s, the least of float32, got %s",
            Float.MIN_NORMAL,
            learningRate)
        .require(
            !(epsilon > 0) || Float32.isNormal(epsilon),
            "epsilon must be at least %s, the least of float32, got %s",
            Float.MIN_NORMAL,
            epsilon)
        .require(
            !(l2 > 0) || Float32.isNormal(l2),
            "l2 must be 0 or at least %s, the least of float32, got %s",
            Float.MIN_NORMAL,
            l2)
        .require(epsilon > 0 && epsilon < 1, "epsilon must be in (0, 1), got %s", epsilon)
        .require(l2 >= 0 && l2 < 1, "l2 must be in [0, 1), got %s", l2)
        .throwIfAny("invalid AdamOptions");
  }

  /**
   * Starts the configuration of options.
   *
   * @return a builder with the settings of {@link #DEFAULT}
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns a builder for changed copies of these options.
   *
   * @return a builder with the settings of these options
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.learningRate = learningRate;
    builder.beta1 = beta1;
    builder.beta2 = beta2;
    builder.epsilon = epsilon;
    builder.l2 = l2;
    return builder;
  }

  /** Builds {@link AdamOptions}; all settings are optional. */
  public static final class Builder {
    private double learningRate = DEFAULT.learningRate;
    private double beta1 = DEFAULT.beta1;
    private double beta2 = DEFAULT.beta2;
    private double epsilon = DEFAULT.epsilon;
    private double l2 = DEFAULT.l2;

    private Builder() {}

    /**
     * Sets the learning rate. Reduce it if a training is unstable.
     *
     * @param learningRate in (0, 1); 0.0002 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder learningRate(double learningRate) {
      this.learningRate = learningRate;
      return this;
    }

    /**
     * Sets the decay rate of the first moment. Higher values smooth the gradients more, but made
     * the training of the paper oscillate.
     *
     * @param beta1 in [0, 1); 0.5 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder beta1(double beta1) {
      this.beta1 = beta1;
      return this;
    }

    /**
     * Expert: sets the decay rate of the second moment.
     *
     * @param beta2 in [0, 1); 0.999 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder beta2(double beta2) {
      this.beta2 = beta2;
      return this;
    }

    /**
     * Expert: sets the constant added to the square root of the second moment.
     *
     * @param epsilon in (0, 1); 1e-8 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder epsilon(double epsilon) {
      this.epsilon = epsilon;
      return this;
    }

    /**
     * Sets the weight decay, which is {@code l2 * parameter} added to every gradient. Use 1e-5 to
     * reproduce the authors' faces model.
     *
     * @param l2 in [0, 1); 0, the default, for none
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder l2(double l2) {
      this.l2 = l2;
      return this;
    }

    /**
     * Creates the options.
     *
     * @return the options
     * @throws IllegalArgumentException if settings are out of range; the message lists all of them
     */
    public AdamOptions build() {
      return new AdamOptions(learningRate, beta1, beta2, epsilon, l2);
    }
  }
}

package org.dcgan.hashing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.apiguardian.api.API;
import org.dcgan.internal.Float32;
import org.dcgan.internal.Problems;

/**
 * The hyperparameters of the training of a {@link SemanticHasher}. The paper (section 4.1.1)
 * specifies a denoising autoencoder of the shape 3072-128-3072 with dropout; all other defaults
 * were chosen by measurement (docs/reference/fidelity.md).
 *
 * @param steps the number of training steps, at least 1
 * @param batchSize the number of images per step, 1 to 65,536; if the source has fewer images, all
 *     of them are used
 * @param noise the standard deviation of the Gaussian noise that is added to the input, in units of
 *     the image's own standard deviation, at least 0
 * @param dropout the fraction of the code layer's units that are set to 0 in a step, 0 to less than
 *     1
 * @param learningRate the learning rate of the Adam optimizer (whose betas are 0.9 and 0.999), in
 *     (0, 1)
 * @param seed the random seed of weights, noise, dropout and the order of the images
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record HasherOptions(
    int steps, int batchSize, double noise, double dropout, double learningRate, long seed) {
  /** The default number of steps, after which the loss on 20,000 photographs hardly decreases. */
  public static final int DEFAULT_STEPS = 800;

  /** The default batch size, whose matrix products use two CPU cores well. */
  public static final int DEFAULT_BATCH_SIZE = 256;

  /**
   * The default noise. Four times the standard deviation of an image hides everything except large,
   * smooth structures. At 2, recompression changes more codes; at 8, unrelated photographs begin to
   * share codes.
   */
  public static final double DEFAULT_NOISE = 4;

  /** The default dropout, which is usual for hidden layers. */
  public static final double DEFAULT_DROPOUT = 0.5;

  /** The default learning rate, which is usual for Adam. */
  public static final double DEFAULT_LEARNING_RATE = 1e-3;

  /** The default random seed. */
  public static final long DEFAULT_SEED = 42;

  /** The default options. */
  public static final HasherOptions DEFAULT =
      new HasherOptions(
          DEFAULT_STEPS,
          DEFAULT_BATCH_SIZE,
          DEFAULT_NOISE,
          DEFAULT_DROPOUT,
          DEFAULT_LEARNING_RATE,
          DEFAULT_SEED);

  /** Checks the ranges. */
  public HasherOptions {
    new Problems()
        .require(steps >= 1, "steps must be at least 1, got %d", steps)
        .require(
            batchSize >= 1 && batchSize <= 1 << 16,
            "batchSize must be from 1 to 65536 images, got %d",
            batchSize)
        .require(
            noise >= 0 && Float32.isFinite(noise),
            "noise must be at least 0 and finite in float32, got %s",
            noise)
        .require(
            dropout >= 0 && Float32.isBelowOne(dropout),
            "dropout must be from 0 to less than 1 in float32, got %s",
            dropout)
        .require(
            Float32.isNormal(learningRate) && learningRate < 1,
            "learningRate must be in (0, 1) and at least 1.2e-38, the least of float32, got %s",
            learningRate)
        .throwIfAny("invalid HasherOptions");
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
    builder.steps = steps;
    builder.batchSize = batchSize;
    builder.noise = noise;
    builder.dropout = dropout;
    builder.learningRate = learningRate;
    builder.seed = seed;
    return builder;
  }

  /** Builds {@link HasherOptions}; all settings are optional. */
  public static final class Builder {
    private int steps = DEFAULT.steps;
    private int batchSize = DEFAULT.batchSize;
    private double noise = DEFAULT.noise;
    private double dropout = DEFAULT.dropout;
    private double learningRate = DEFAULT.learningRate;
    private long seed = DEFAULT.seed;

    private Builder() {}

    /**
     * Sets the number of training steps. Fewer steps suffice for small sources.
     *
     * @param steps at least 1; {@value #DEFAULT_STEPS} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder steps(int steps) {
      this.steps = steps;
      return this;
    }

    /**
     * Sets the number of images per step. If the source has fewer images, all of them are used.
     *
     * @param batchSize 1 to 65,536; {@value #DEFAULT_BATCH_SIZE} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder batchSize(int batchSize) {
      this.batchSize = batchSize;
      return this;
    }

    /**
     * Sets the standard deviation of the Gaussian noise that is added to the input, in units of the
     * image's own standard deviation. With more noise, codes depend on coarser structures: they are
     * more robust to changes of an image, and more images share a code.
     *
     * @param noise at least 0; {@value #DEFAULT_NOISE} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder noise(double noise) {
      this.noise = noise;
      return this;
    }

    /**
     * Expert: sets the fraction of the code layer's units that are set to 0 in a step.
     *
     * @param dropout 0 to less than 1; {@value #DEFAULT_DROPOUT} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder dropout(double dropout) {
      this.dropout = dropout;
      return this;
    }

    /**
     * Expert: sets the learning rate of the Adam optimizer.
     *
     * @param learningRate in (0, 1); {@value #DEFAULT_LEARNING_RATE} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder learningRate(double learningRate) {
      this.learningRate = learningRate;
      return this;
    }

    /**
     * Sets the random seed of weights, noise, dropout and the order of the images.
     *
     * @param seed any number; {@value #DEFAULT_SEED} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Creates the options.
     *
     * @return the options
     * @throws IllegalArgumentException if settings are out of range; the message lists all of them
     */
    public HasherOptions build() {
      return new HasherOptions(steps, batchSize, noise, dropout, learningRate, seed);
    }
  }
}

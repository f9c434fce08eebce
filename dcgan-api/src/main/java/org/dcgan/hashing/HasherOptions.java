package org.dcgan.hashing;

import org.dcgan.internal.Problems;

/**
 * How the autoencoder of section 4.1.1 is trained. The paper names its shape (3072-128-3072), that
 * it denoises, and dropout; everything else here was chosen by measurement (docs/reference/fidelity.md).
 *
 * @param steps batches to train on, at least 1
 * @param batchSize images a step, at least 1; all of a source that has fewer
 * @param noise deviation of the Gaussian noise that is added to the input, in units of each image's
 *     own deviation; the more, the coarser what the units look at: codes withstand more, and more
 *     images share one
 * @param dropout share of the code's units that are silent in a step, 0 to less than 1
 * @param learningRate Adam's (its betas are .9 and .999), in (0, 1)
 * @param seed of weights, noise, dropout and the order of the images
 */
public record HasherOptions(
    int steps, int batchSize, double noise, double dropout, double learningRate, long seed) {
  /** Beyond it the loss of 20,000 photographs hardly falls. */
  public static final int DEFAULT_STEPS = 800;

  /** A matrix product that keeps two cores busy. */
  public static final int DEFAULT_BATCH_SIZE = 256;

  /**
   * Four times an image's own deviation leaves only what is large and smooth to learn from; at 2
   * recompression changes more codes, at 8 unrelated photographs begin to share one.
   */
  public static final double DEFAULT_NOISE = 4;

  /** Half, as is usual for hidden units. */
  public static final double DEFAULT_DROPOUT = 0.5;

  /** Adam's usual one. */
  public static final double DEFAULT_LEARNING_RATE = 1e-3;

  /** Any seed will do. */
  public static final long DEFAULT_SEED = 42;

  /** What was measured to be best. */
  public static final HasherOptions DEFAULT =
      new HasherOptions(
          DEFAULT_STEPS,
          DEFAULT_BATCH_SIZE,
          DEFAULT_NOISE,
          DEFAULT_DROPOUT,
          DEFAULT_LEARNING_RATE,
          DEFAULT_SEED);

  /** Checks the ranges, all at once. */
  public HasherOptions {
    new Problems()
        .require(steps >= 1, "steps must be at least 1, got %d", steps)
        .require(
            batchSize >= 1 && batchSize <= 1 << 16,
            "batchSize must be from 1 to 65536 images, got %d",
            batchSize)
        .require(
            noise >= 0 && Double.isFinite(noise), "noise must be a number from 0 on, got %s", noise)
        .require(
            dropout >= 0 && dropout < 1, "dropout must be from 0 to less than 1, got %s", dropout)
        .require(
            learningRate > 0 && learningRate < 1,
            "learningRate must be in (0, 1), got %s",
            learningRate)
        .throwIfAny("invalid HasherOptions");
  }

  /**
   * The same with another number of steps.
   *
   * @param value at least 1
   * @return a copy
   */
  public HasherOptions withSteps(int value) {
    return new HasherOptions(value, batchSize, noise, dropout, learningRate, seed);
  }

  /**
   * The same with other batches.
   *
   * @param value at least 1
   * @return a copy
   */
  public HasherOptions withBatchSize(int value) {
    return new HasherOptions(steps, value, noise, dropout, learningRate, seed);
  }

  /**
   * The same with another noise.
   *
   * @param value at least 0
   * @return a copy
   */
  public HasherOptions withNoise(double value) {
    return new HasherOptions(steps, batchSize, value, dropout, learningRate, seed);
  }

  /**
   * The same with another dropout.
   *
   * @param value 0 to less than 1
   * @return a copy
   */
  public HasherOptions withDropout(double value) {
    return new HasherOptions(steps, batchSize, noise, value, learningRate, seed);
  }

  /**
   * The same with another seed.
   *
   * @param value any number
   * @return a copy
   */
  public HasherOptions withSeed(long value) {
    return new HasherOptions(steps, batchSize, noise, dropout, learningRate, value);
  }
}

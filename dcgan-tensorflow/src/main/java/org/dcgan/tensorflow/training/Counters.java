package org.dcgan.tensorflow.training;

import java.util.stream.LongStream;
import org.dcgan.training.TrainingBudget;

/**
 * Lifetime operation counts of a model. All randomness in training and all schedules inside the
 * optimizers are functions of these counts and a seed, so they describe the progress of a training
 * completely.
 *
 * @param step training steps, that is, batches
 * @param generatorUpdates Adam updates of G
 * @param discriminatorUpdates Adam updates of D
 * @param generatorStatistics batches that G's population statistics include
 * @param discriminatorStatistics batches that D's population statistics include
 * @param generatorAverages updates that the moving average of G's weights includes; 0 without one
 * @param discriminatorAverages updates that the moving average of D's weights includes; 0 without
 *     one
 * @param discriminatorAverageStatistics batches that the population statistics of D's average
 *     include; 0 if they were not gathered since its last update
 */
public record Counters(
    long step,
    long generatorUpdates,
    long discriminatorUpdates,
    long generatorStatistics,
    long discriminatorStatistics,
    long generatorAverages,
    long discriminatorAverages,
    long discriminatorAverageStatistics) {
  /**
   * The largest value of each counter, 10 to the power of 15. Larger ones are refused in files, and
   * a training that would exceed it does not begin.
   */
  public static final long MOST = TrainingBudget.Steps.MOST;

  /** The counters of an untrained model. */
  public static final Counters ZERO = new Counters(0, 0, 0, 0, 0);

  /** Counters of a model without moving averages of its weights. */
  public Counters(
      long step,
      long generatorUpdates,
      long discriminatorUpdates,
      long generatorStatistics,
      long discriminatorStatistics) {
    this(
        step,
        generatorUpdates,
        discriminatorUpdates,
        generatorStatistics,
        discriminatorStatistics,
        0,
        0,
        0);
  }

  /** The number of steps after which one of the counters may be {@link #MOST}. */
  long stepsLeft() {
    long largest =
        LongStream.of(
                step,
                generatorUpdates,
                discriminatorUpdates,
                generatorStatistics,
                discriminatorStatistics,
                generatorAverages,
                discriminatorAverages,
                discriminatorAverageStatistics)
            .max()
            .orElseThrow();
    return Math.max(0, MOST - largest);
  }

  /**
   * The counters after one more step.
   *
   * @param generator whether the step updates G
   * @param discriminator whether the step updates D
   * @param averaged the networks whose weights the plan averages; earlier averages of others are
   *     discarded
   * @return advanced counters
   */
  Counters next(boolean generator, boolean discriminator, AveragedNetworks averaged) {
    return new Counters(
        step + 1,
        generatorUpdates + (generator ? 1 : 0),
        discriminatorUpdates + (discriminator ? 1 : 0),
        generatorStatistics + 1,
        discriminatorStatistics + (discriminator ? 1 : 0),
        averaged.generator() ? generatorAverages + (generator ? 1 : 0) : 0,
        averaged.discriminator() ? discriminatorAverages + (discriminator ? 1 : 0) : 0,
        averaged.discriminator() && !discriminator ? discriminatorAverageStatistics : 0);
  }

  /**
   * The counters after the population statistics of both networks, and of D's average if there is
   * one, were gathered anew.
   *
   * @param batches the number of batches
   * @return changed counters
   */
  public Counters withStatistics(long batches) {
    return new Counters(
        step,
        generatorUpdates,
        discriminatorUpdates,
        batches,
        batches,
        generatorAverages,
        discriminatorAverages,
        discriminatorAverages > 0 ? batches : 0);
  }
}

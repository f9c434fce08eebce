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
 */
public record Counters(
    long step,
    long generatorUpdates,
    long discriminatorUpdates,
    long generatorStatistics,
    long discriminatorStatistics,
    long generatorAverages) {
  /**
   * The largest value of each counter, 10 to the power of 15. Larger ones are refused in files, and
   * a training that would exceed it does not begin.
   */
  public static final long MOST = TrainingBudget.Steps.MOST;

  /** The counters of an untrained model. */
  public static final Counters ZERO = new Counters(0, 0, 0, 0, 0);

  /** Counters of a model without a moving average of G's weights. */
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
                generatorAverages)
            .max()
            .orElseThrow();
    return Math.max(0, MOST - largest);
  }

  /**
   * The counters after one more step.
   *
   * @param generator whether the step updates G
   * @param discriminator whether the step updates D
   * @param averaging whether the plan averages G's weights; if not, an earlier average is discarded
   * @return advanced counters
   */
  Counters next(boolean generator, boolean discriminator, boolean averaging) {
    return new Counters(
        step + 1,
        generatorUpdates + (generator ? 1 : 0),
        discriminatorUpdates + (discriminator ? 1 : 0),
        generatorStatistics + 1,
        discriminatorStatistics + (discriminator ? 1 : 0),
        averaging ? generatorAverages + (generator ? 1 : 0) : 0);
  }
}

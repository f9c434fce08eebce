package org.dcgan.tensorflow.training;

/**
 * How often what was done to a model, over its whole life. Everything random in training and every
 * schedule inside the optimizers is a function of these and a seed, so that they are all there is
 * to remember of where a training stands.
 *
 * @param step batches
 * @param generatorUpdates G's Adam steps
 * @param discriminatorUpdates D's Adam steps
 * @param generatorStatistics batches in G's population statistics
 * @param discriminatorStatistics batches in D's population statistics
 * @param generatorAverages updates in the moving average of G's weights; 0 where there is none
 */
public record Counters(
    long step,
    long generatorUpdates,
    long discriminatorUpdates,
    long generatorStatistics,
    long discriminatorStatistics,
    long generatorAverages) {
  /** A fresh model's. */
  public static final Counters ZERO = new Counters(0, 0, 0, 0, 0);

  /** Without an average of G's weights. */
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

  /**
   * After one more step.
   *
   * @param generator whether it updates G
   * @param discriminator whether it updates D
   * @param averaging whether the plan averages G's weights; what was averaged before is dropped if
   *     not
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

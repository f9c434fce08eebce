package org.dcgan.tensorflow.training;

/**
 * Events at a worker that concern all workers of a cluster. They are exchanged with each step, so
 * that all workers act on them after the same step.
 *
 * @param stop whether the training has been asked to end
 * @param expired whether the time of the plan is used up, by the clock of worker 0
 * @param save whether a checkpoint is due by the clock of worker 0
 * @param fixLength whether the length of the run is to be fixed, by the clock of worker 0
 */
record Signals(boolean stop, boolean expired, boolean save, boolean fixLength) {
  /** No event. */
  static final Signals NONE = new Signals(false, false, false, false);

  /** The number of values that encode signals. */
  static final int SIZE = 4;

  /** The values that are summed over the workers. */
  float[] encode() {
    return new float[] {stop ? 1 : 0, expired ? 1 : 0, save ? 1 : 0, fixLength ? 1 : 0};
  }

  /** The signals of all workers from the sums of their values. */
  static Signals decode(float[] values, int from) {
    return new Signals(
        values[from] > 0, values[from + 1] > 0, values[from + 2] > 0, values[from + 3] > 0);
  }
}

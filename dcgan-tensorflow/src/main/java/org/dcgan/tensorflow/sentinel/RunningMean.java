package org.dcgan.tensorflow.sentinel;

import org.dcgan.training.TrainingBudget;

/**
 * A running mean, arithmetic or geometric: the mean of all values while there are fewer than the
 * window, then an exponential moving average in which a new value has the weight 1/window.
 *
 * @param value the mean
 * @param count the number of values so far
 */
public record RunningMean(double value, long count) {
  /** The mean of no values. */
  static final RunningMean EMPTY = new RunningMean(0, 0);

  RunningMean add(double next, int window) {
    return new RunningMean(value + (next - value) / Math.min(count + 1, window), counted());
  }

  /**
   * Adds to a geometric mean.
   *
   * @param next above 0
   */
  RunningMean addToGeometric(double next, int window) {
    double mean =
        value > 0 ? value * StrictMath.pow(next / value, 1.0 / Math.min(count + 1, window)) : next;
    return new RunningMean(mean, counted());
  }

  /** The count does not matter beyond the window, and ends below what files can record. */
  private long counted() {
    return Math.min(count + 1, TrainingBudget.Steps.MOST);
  }
}

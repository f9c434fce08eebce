package org.dcgan.tensorflow.sentinel;

/**
 * A running mean: the arithmetic mean of all values while there are fewer than the window, then an
 * exponential moving average in which a new value has the weight 1/window.
 *
 * @param value the mean
 * @param count the number of values so far
 */
public record RunningMean(double value, long count) {
  /** The mean of no values. */
  static final RunningMean EMPTY = new RunningMean(0, 0);

  RunningMean add(double next, int window) {
    return new RunningMean(value + (next - value) / Math.min(count + 1, window), count + 1);
  }
}

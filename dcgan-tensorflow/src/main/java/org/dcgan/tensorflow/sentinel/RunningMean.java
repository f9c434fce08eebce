package org.dcgan.tensorflow.sentinel;

/**
 * A mean that forgets: of all values while they are fewer than a window, then exponential with a
 * weight of one window's part for each new one.
 *
 * @param value the mean
 * @param count how many values there were
 */
public record RunningMean(double value, long count) {
  /** Of nothing yet. */
  static final RunningMean EMPTY = new RunningMean(0, 0);

  RunningMean add(double next, int window) {
    return new RunningMean(value + (next - value) / Math.min(count + 1, window), count + 1);
  }
}

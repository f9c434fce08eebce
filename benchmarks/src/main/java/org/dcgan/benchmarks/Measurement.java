package org.dcgan.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The summary of repeated measurements.
 *
 * @param median the median
 * @param minimum the smallest value
 * @param maximum the largest value
 * @param count the number of values
 */
record Measurement(double median, double minimum, double maximum, int count) {

  static Measurement of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a measurement needs at least one value, got none");
    }
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Measurement(median, sorted.get(0), sorted.get(sorted.size() - 1), sorted.size());
  }

  /** Returns the measurement of {@code amount / value}, which converts durations to rates. */
  Measurement inverted(double amount) {
    return new Measurement(amount / median, amount / maximum, amount / minimum, count);
  }
}

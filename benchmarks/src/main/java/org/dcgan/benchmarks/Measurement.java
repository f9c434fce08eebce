package org.dcgan.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What many repetitions of a measurement say.
 *
 * @param median the middle one
 * @param minimum the least
 * @param maximum the greatest
 * @param count how many there were
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

  /** The measurement of {@code amount / value}: a rate of times, a time of rates. */
  Measurement inverted(double amount) {
    return new Measurement(amount / median, amount / maximum, amount / minimum, count);
  }
}

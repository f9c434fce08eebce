package org.dcgan.eval.report;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The current speed of a job, over the last 30 s, so that a slow start does not distort the
 * estimate of the remaining time for hours. Not thread-safe.
 */
final class RateMeter {
  private static final long WINDOW = Duration.ofSeconds(30).toNanos();
  private static final long SPACING = Duration.ofMillis(500).toNanos();

  private record Sample(long nanos, long done) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  RateMeter(long nanos) {
    samples.add(new Sample(nanos, 0));
  }

  /**
   * Takes a reading.
   *
   * @param nanos of {@code System.nanoTime}
   * @param done units of work done so far
   * @return units per second; 0 if it is not known yet
   */
  double rate(long nanos, long done) {
    if (nanos - samples.getLast().nanos() >= SPACING) {
      samples.add(new Sample(nanos, done));
    }
    while (samples.size() > 2 && nanos - samples.getFirst().nanos() > WINDOW) {
      samples.removeFirst();
    }
    Sample first = samples.getFirst();
    long elapsed = nanos - first.nanos();
    return elapsed <= 0 ? 0 : (done - first.done()) * 1e9 / elapsed;
  }
}

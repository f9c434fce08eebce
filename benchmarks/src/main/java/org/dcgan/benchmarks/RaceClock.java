package org.dcgan.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The training time of an entry. The clock stands still while samples are generated. */
final class RaceClock {
  /** Generates samples. */
  interface Sampling {
    /**
     * Generates and writes samples.
     *
     * @param elapsed the training time so far
     */
    void sample(Duration elapsed) throws IOException;
  }

  private final List<Duration> times;
  private final long began = System.nanoTime();
  private long pausedNanos;
  private int taken;

  /**
   * Starts the clock.
   *
   * @param times when to generate samples, ascending; the race is over at the last
   */
  RaceClock(List<Duration> times) {
    this.times = List.copyOf(times);
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - began - pausedNanos);
  }

  boolean isOver() {
    return taken == times.size();
  }

  /** Generates samples if it is time for them; to be called after every step. */
  void afterStep(Sampling sampling) throws IOException {
    Duration elapsed = elapsed();
    if (isOver() || elapsed.compareTo(times.get(taken)) < 0) {
      return;
    }
    long paused = System.nanoTime();
    sampling.sample(elapsed);
    pausedNanos += System.nanoTime() - paused;
    taken++;
  }
}

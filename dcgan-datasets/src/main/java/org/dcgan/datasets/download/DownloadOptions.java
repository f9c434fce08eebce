package org.dcgan.datasets.download;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;

/**
 * How patient to be.
 *
 * @param attempts how often in a row it may fail without getting any further, at least 1
 * @param pause before the second attempt; doubled before each further one, at most a minute
 * @param connect how long connecting may take
 * @param stall how long nothing may arrive
 */
public record DownloadOptions(int attempts, Duration pause, Duration connect, Duration stall) {

  /** Checks the ranges. */
  public DownloadOptions {
    checkArgument(attempts >= 1, "there must be at least 1 attempt, got %s", attempts);
    checkArgument(!pause.isNegative(), "the pause must not be negative, got %s", pause);
    checkArgument(
        connect.toMillis() > 0 && stall.toMillis() > 0,
        "the time limits must be positive, got %s and %s",
        connect,
        stall);
  }

  /**
   * 6 attempts, 1 second between the first two, 20 seconds to connect, 60 for a stall.
   *
   * @return the usual options
   */
  public static DownloadOptions defaults() {
    return new DownloadOptions(
        6, Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(60));
  }
}

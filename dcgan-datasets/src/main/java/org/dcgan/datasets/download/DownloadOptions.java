package org.dcgan.datasets.download;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How patient a download is.
 *
 * <p>A download is given up after {@code attempts} failures in a row without content that had not
 * arrived before, and after ten times as many failures in all, whichever comes first. Failures
 * after 16 MiB or more of new content do not count toward the total, so that a large file on a poor
 * connection arrives in the end.
 *
 * @param attempts how many failures in a row without further content are too many; at least 1
 * @param pause the time before the second attempt; doubled before each further one, at most a
 *     minute
 * @param connect the time limit for connecting
 * @param stall the time limit for an answer, and the time in which some content must arrive: on
 *     average 1 KiB per second
 * @param maxBytes the largest file that is accepted where {@link RemoteFile#bytes} is unknown; at
 *     least 1. A known size is always a limit
 */
public record DownloadOptions(
    int attempts, Duration pause, Duration connect, Duration stall, long maxBytes) {
  private static final long DEFAULT_MAX_BYTES = 1L << 37;

  /** Checks the ranges. */
  public DownloadOptions {
    requireNonNull(pause, "pause");
    requireNonNull(connect, "connect");
    requireNonNull(stall, "stall");
    checkArgument(attempts >= 1, "there must be at least 1 attempt, got %s", attempts);
    checkArgument(!pause.isNegative(), "the pause must not be negative, got %s", pause);
    checkArgument(
        isTimeLimit(connect) && isTimeLimit(stall),
        "the time limits must be between 1 ms and 1 day, got %s and %s",
        connect,
        stall);
    checkArgument(maxBytes >= 1, "maxBytes must be at least 1, got %s", maxBytes);
  }

  /**
   * Options with the usual limit for files of unknown size, 128 GiB.
   *
   * @param attempts how many failures in a row without further content are too many; at least 1
   * @param pause the time before the second attempt; doubled before each further one
   * @param connect the time limit for connecting
   * @param stall the time limit for an answer, and the time in which some content must arrive
   */
  public DownloadOptions(int attempts, Duration pause, Duration connect, Duration stall) {
    this(attempts, pause, connect, stall, DEFAULT_MAX_BYTES);
  }

  /**
   * 6 attempts, 1 second between the first two, 20 seconds to connect, 60 for a stall, 128 GiB for
   * files of unknown size.
   *
   * @return the usual options
   */
  public static DownloadOptions defaults() {
    return new DownloadOptions(
        6, Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(60));
  }

  private static boolean isTimeLimit(Duration limit) {
    return limit.compareTo(Duration.ofMillis(1)) >= 0 && limit.compareTo(Duration.ofDays(1)) <= 0;
  }
}

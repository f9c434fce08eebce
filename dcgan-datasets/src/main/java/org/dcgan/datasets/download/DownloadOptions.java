package org.dcgan.datasets.download;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.apiguardian.api.API;

/**
 * Limits of attempts, times and sizes of a download.
 *
 * <p>A download fails after {@code attempts} consecutive failures without new content, or after ten
 * times as many failures in total, whichever comes first. A failure after 16 MiB or more of new
 * content does not count toward the total, so that a large file can be downloaded over an
 * unreliable connection.
 *
 * @param attempts the number of consecutive failures without new content after which the download
 *     fails; at least 1
 * @param pause the time before the second attempt, not negative; doubled before each further
 *     attempt, at most a minute
 * @param connect the time limit for connecting, 1 ms to 1 day
 * @param stall the time limit for a response, and the time window over which on average 1 KiB per
 *     second must arrive; 1 ms to 1 day
 * @param maxBytes the largest file that is accepted where {@link RemoteFile#bytes} is unknown; at
 *     least 1. A known size is always a limit
 */
@API(status = API.Status.STABLE, since = "0.1")
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
   * Creates options with the default limit for files of unknown size, 128 GiB.
   *
   * @param attempts the number of consecutive failures without new content after which the download
   *     fails; at least 1
   * @param pause the time before the second attempt; doubled before each further attempt
   * @param connect the time limit for connecting
   * @param stall the time limit for a response and the time window of the minimum rate
   */
  public DownloadOptions(int attempts, Duration pause, Duration connect, Duration stall) {
    this(attempts, pause, connect, stall, DEFAULT_MAX_BYTES);
  }

  /**
   * Returns the default options: 6 attempts with a first pause of 1 s, 20 s to connect, 60 s
   * without sufficient content, and 128 GiB for files of unknown size.
   *
   * @return the default options
   */
  public static DownloadOptions defaults() {
    return new DownloadOptions(
        6, Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(60));
  }

  private static boolean isTimeLimit(Duration limit) {
    return limit.compareTo(Duration.ofMillis(1)) >= 0 && limit.compareTo(Duration.ofDays(1)) <= 0;
  }
}

package org.dcgan.datasets.download;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Counts the failures of a download and decides when it has failed. Content that was received
 * before and discarded does not count as progress again, so the number of requests is bounded for
 * any server.
 */
final class Failures {
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final int TOTAL_PER_ATTEMPT = 10;

  /** The amount of new content after which a failure does not count toward the total. */
  private static final long FORGIVEN_FOR_BYTES = 16 << 20;

  private final DownloadOptions options;
  private long furthest;
  private long forgivenAt;
  private long inARow;
  private long counted;
  private long total;
  private @Nullable IOException last;
  private @Nullable IOException before;

  /**
   * Starts with no failures.
   *
   * @param bytes the size of the content from an earlier run
   */
  Failures(DownloadOptions options, long bytes) {
    this.options = options;
    this.furthest = bytes;
    this.forgivenAt = bytes;
  }

  /** Records how much content was received, including content that was found to be wrong. */
  void reached(long bytes) {
    if (bytes > furthest) {
      furthest = bytes;
      inARow = 0;
    }
  }

  /** Counts a failure. */
  void count(IOException failure) {
    if (last != null && !String.valueOf(last.getMessage()).equals(failure.getMessage())) {
      before = last;
    }
    last = failure;
    total++;
    inARow++;
    if (furthest - forgivenAt >= FORGIVEN_FOR_BYTES) {
      forgivenAt = furthest;
    } else {
      counted++;
    }
  }

  boolean tooMany() {
    return inARow >= options.attempts() || counted >= (long) TOTAL_PER_ATTEMPT * options.attempts();
  }

  /** Returns the total number of failures. */
  long total() {
    return total;
  }

  /**
   * Returns an exception with the last failure and the last different one, which may be the cause.
   */
  IOException givenUp() {
    IOException given =
        new IOException(
            String.format(
                Locale.ROOT,
                "%s (given up after %d attempts; download again to resume)%s",
                last == null ? "" : last.getMessage(),
                total,
                before == null ? "" : "; before that: " + before.getMessage()),
            last);
    if (before != null) {
      given.addSuppressed(before);
    }
    return given;
  }

  /** Returns the time to wait before the next attempt. */
  Duration pause(Duration asked) {
    Duration pause =
        min(options.pause(), LONGEST_PAUSE).multipliedBy(1L << Math.min(20, inARow - 1));
    return min(pause.compareTo(asked) > 0 ? pause : asked, LONGEST_PAUSE);
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}

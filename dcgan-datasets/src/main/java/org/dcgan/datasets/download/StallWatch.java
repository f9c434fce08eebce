package org.dcgan.datasets.download;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Closes a stream if less than 1 KiB per second arrives on average over a time window. This also
 * ends transfers from servers that send single bytes from time to time.
 */
final class StallWatch implements AutoCloseable {
  private static final long LEAST_BYTES_PER_SECOND = 1024;
  private static final int PARTS = 4;

  private final InputStream body;
  private final Duration limit;
  private final long least;
  private final AtomicLong arrived = new AtomicLong();
  private final long[] history = new long[PARTS];
  private final ScheduledExecutorService watchdog =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "download-watchdog");
            thread.setDaemon(true);
            return thread;
          });
  private int ticks;
  private volatile boolean stalled;

  private StallWatch(InputStream body, Duration limit) {
    this.body = body;
    this.limit = limit;
    this.least = Math.max(1, limit.toMillis() * LEAST_BYTES_PER_SECOND / 1000);
  }

  static StallWatch start(InputStream body, Duration limit) {
    StallWatch watch = new StallWatch(body, limit);
    long period = Math.max(1, limit.toMillis() / PARTS);
    var unused =
        watch.watchdog.scheduleAtFixedRate(watch::look, period, period, TimeUnit.MILLISECONDS);
    return watch;
  }

  void arrived(int bytes) {
    arrived.addAndGet(bytes);
  }

  /** Runs on the watchdog's thread only. */
  private void look() {
    long now = arrived.get();
    int slot = ticks % PARTS;
    if (ticks >= PARTS && now - history[slot] < least) {
      stalled = true;
      watchdog.shutdown();
      try {
        body.close();
      } catch (IOException e) {
        // Reading fails or ends after this.
      }
    }
    history[slot] = now;
    ticks++;
  }

  boolean stalled() {
    return stalled;
  }

  /** Returns a description of the stall for error messages. */
  String problem() {
    return String.format(
        Locale.ROOT, "stalled (fewer than %d bytes arrived in %d ms)", least, limit.toMillis());
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
  }
}

package org.dcgan.eval.comparison;

import org.dcgan.progress.ProgressListener;

/**
 * Shows the metrics of all runs as one operation, instead of each metric of each run as one of its
 * own.
 */
final class SuiteProgress implements ProgressListener, AutoCloseable {
  /** Parts of one run, and those of each metric in it. */
  private static final long RUN = 1000;

  private static final long METRIC = 200;

  private final Task all;
  private long done;
  private long run;

  SuiteProgress(ProgressListener progress, long runs) {
    this.all = progress.start("metrics", runs * RUN, "parts");
  }

  /** Ends a run, however many metrics it had. */
  void endRun() {
    run++;
    advanceTo(run * RUN);
  }

  private synchronized void advanceTo(long parts) {
    long limited = Math.min(parts, run * RUN + RUN);
    if (limited > done) {
      all.advance(limited - done);
      done = limited;
    }
  }

  @Override
  public Task start(String name, long total, String unit) {
    long first = done;
    all.note(name);
    return new Task() {
      private long finished;

      @Override
      public void advance(long more) {
        synchronized (SuiteProgress.this) {
          finished += more;
          advanceTo(first + METRIC * Math.min(total, finished) / Math.max(1, total));
        }
      }

      @Override
      public void close() {
        advanceTo(first + METRIC);
      }
    };
  }

  @Override
  public void close() {
    all.close();
  }
}

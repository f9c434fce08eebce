package org.dcgan.eval.report;

import static org.dcgan.internal.PrintableText.oneLine;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.dcgan.internal.Durations;
import org.dcgan.progress.ProgressListener.Task;

/** A way to show jobs. */
sealed interface ProgressDisplay {

  /** Shows a line of text. */
  void say(String line);

  /** Starts to show a job. */
  Task show(Job job);

  /** Shows nothing. */
  record Nothing() implements ProgressDisplay {
    @Override
    public void say(String line) {}

    @Override
    public Task show(Job job) {
      return new Task() {
        @Override
        public void advance(long more) {}

        @Override
        public void note(String note) {}

        @Override
        public void close() {}
      };
    }
  }

  /** A bar that is redrawn in place, by a thread of the progress bar library. */
  record Bar(PrintStream terminal) implements ProgressDisplay {
    private static final int REDRAW_MILLIS = 200;

    @Override
    public void say(String line) {
      terminal.println(oneLine(line));
    }

    @Override
    public Task show(Job job) {
      ProgressBar bar =
          new ProgressBarBuilder()
              .setUpdateIntervalMillis(REDRAW_MILLIS)
              .continuousUpdate()
              .setConsumer(new ConsoleProgressBarConsumer(terminal))
              .setRenderer((state, width) -> job.line(width))
              .build();
      return new Task() {
        @Override
        public void advance(long more) {
          job.advance(more);
        }

        @Override
        public void note(String note) {
          job.note(note);
        }

        @Override
        public void close() {
          bar.close();
        }
      };
    }
  }

  /** A line at regular intervals, for files and for terminals that cannot move their cursor. */
  record Lines(PrintStream out, Duration interval, LongSupplier nanoTime)
      implements ProgressDisplay {

    @Override
    public void say(String line) {
      out.println(oneLine(line));
    }

    @Override
    public Task show(Job job) {
      return new Task() {
        private long last = nanoTime.getAsLong();
        private boolean closed;

        @Override
        public synchronized void advance(long more) {
          job.advance(more);
          long now = nanoTime.getAsLong();
          if (!closed && now - last >= Durations.nanos(interval)) {
            last = now;
            out.println(job.sentence());
          }
        }

        @Override
        public void note(String note) {
          job.note(note);
        }

        @Override
        public synchronized void close() {
          if (!closed) {
            closed = true;
            out.println(job.conclusion());
          }
        }
      };
    }
  }
}

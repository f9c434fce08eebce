package org.dcgan.eval.report;

import static org.dcgan.internal.PrintableText.printable;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** The progress of a job as text. Counting is thread-safe. */
final class Job {
  private static final int SHORTEST_BAR = 10;
  private static final int LONGEST_BAR = 40;

  private final String name;
  private long total;
  private final String unit;
  private final LongSupplier nanoTime;
  private final long start;
  private final RateMeter meter;
  private final AtomicLong done = new AtomicLong();
  private volatile String note = "";

  Job(String name, long total, String unit, LongSupplier nanoTime) {
    this.name = printable(name);
    this.total = total;
    this.unit = printable(unit);
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    this.meter = new RateMeter(start);
  }

  void advance(long more) {
    done.addAndGet(more);
  }

  /** Sets the amount of work that is left, which was unknown before or has changed. */
  synchronized void expect(long more) {
    total = done.get() + more;
  }

  void note(String note) {
    this.note = printable(note);
  }

  /** The progress as a sentence, for log files. */
  synchronized String sentence() {
    long now = done.get();
    double rate = meter.rate(nanoTime.getAsLong(), now);
    StringBuilder text = new StringBuilder(name);
    text.append(
        total > 0
            ? format(" %d%%: %,d of %,d %s", percent(now), now, total, unit)
            : format(": %,d %s", now, unit));
    if (rate > 0) {
      text.append(", ").append(speed(rate));
      if (total > now) {
        text.append(", ").append(left(now, rate));
      }
    }
    if (!note.isEmpty()) {
      text.append("; ").append(note);
    }
    return text.toString();
  }

  /** The progress as one line with a bar, as wide as the terminal. */
  synchronized String line(int width) {
    long now = done.get();
    double rate = meter.rate(nanoTime.getAsLong(), now);
    StringBuilder after = new StringBuilder();
    if (rate > 0) {
      after.append(' ').append(speed(rate));
      if (total > now) {
        after.append(' ').append(left(now, rate));
      }
    }
    if (!note.isEmpty()) {
      after.append("  ").append(note);
    }
    String before =
        total > 0 ? format("%s %3d%% ", name, percent(now)) : format("%s %,d %s", name, now, unit);
    int room = Math.min(LONGEST_BAR, width - before.length() - after.length() - 2);
    String bar = total > 0 && room >= SHORTEST_BAR ? bar(now, room) : "";
    String line = before + bar + after;
    return line.length() <= width ? line : line.substring(0, Math.max(0, width));
  }

  /** The amount of work done and the time it took. */
  synchronized String conclusion() {
    long now = done.get();
    Duration duration = Duration.ofNanos(nanoTime.getAsLong() - start);
    double rate = now * 1e9 / Math.max(1, duration.toNanos());
    return format("%s: %,d %s in %s, %s", name, now, unit, Clock.format(duration), speed(rate));
  }

  private int percent(long now) {
    return (int) Math.min(100, 100.0 * now / total);
  }

  private String bar(long now, int length) {
    int full = (int) Math.min(length, (double) length * now / total);
    String head = full < length ? ">" : "";
    return "[" + "=".repeat(full) + head + " ".repeat(length - full - head.length()) + "]";
  }

  private String speed(double rate) {
    return format(rate < 10 ? "%.1f %s/s" : "%,.0f %s/s", rate, unit);
  }

  private String left(long now, double rate) {
    return Clock.format(Duration.ofSeconds(Math.round((total - now) / rate))) + " left";
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}

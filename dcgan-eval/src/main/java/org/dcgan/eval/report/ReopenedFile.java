package org.dcgan.eval.report;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The records of a training in a file, which is opened when the first one is written, and again
 * after a failure, so that a report goes on once its obstacle is gone.
 */
final class ReopenedFile {
  private static final long FLUSH_NANOS = Duration.ofSeconds(1).toNanos();

  private final Opener opener;
  private @Nullable WholeWrites out;
  private boolean begun;

  /** The first record of the training; empty once it is in the file. */
  private byte[] first = {};

  private long lastFlush;

  ReopenedFile(Opener opener) {
    this.opener = opener;
  }

  /** Opens the file. */
  @FunctionalInterface
  interface Opener {
    WholeWrites open() throws IOException;
  }

  /**
   * Begins the records of a training.
   *
   * @param record the first one, which is written later if it cannot be written now; may be empty
   */
  void begin(byte[] record) throws IOException {
    close();
    begun = true;
    first = record;
    write(new byte[0]);
  }

  /** Writes a record at once. Nothing is written before the beginning and after the end. */
  void write(byte[] record) throws IOException {
    write(record, true);
  }

  /** Writes a record, about once a second together with those before it. */
  void writeLater(byte[] record) throws IOException {
    write(record, System.nanoTime() - lastFlush >= FLUSH_NANOS);
  }

  private void write(byte[] record, boolean flush) throws IOException {
    if (!begun) {
      return;
    }
    if (out == null) {
      out = opener.open();
    }
    WholeWrites open = out;
    try {
      boolean isFirst = first.length > 0;
      open.write(first);
      open.write(record);
      if (flush || isFirst) {
        open.flush();
        first = new byte[0];
        lastFlush = System.nanoTime();
      }
    } catch (IOException e) {
      out = null;
      open.abandon(e);
      throw e;
    }
  }

  /** Ends the records of a training. */
  void close() throws IOException {
    begun = false;
    WholeWrites open = out;
    out = null;
    if (open != null) {
      open.close();
    }
  }
}

package org.dcgan.examples.explore;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.progress.ProgressListener;

/** JSON objects on lines of their own. */
final class Lines {
  private static final long INTERVAL_NANOS = 200_000_000;

  private Lines() {}

  /** Writes an object and sends it at once. */
  static void write(OutputStream out, JsonMap json) throws IOException {
    out.write((json.toText().replace("\n", "") + "\n").getBytes(UTF_8));
    out.flush();
  }

  /** Writes the progress of an operation a few times per second. */
  static final class Progress implements ProgressListener.Task {
    private final OutputStream out;
    private final String by;
    private final long total;
    private long done;
    private long written = System.nanoTime() - INTERVAL_NANOS;

    Progress(OutputStream out, String by, long total) {
      this.out = out;
      this.by = by;
      this.total = total;
    }

    /**
     * Writes the progress.
     *
     * @throws UncheckedIOException if the browser has closed the connection, which ends the
     *     operation
     */
    @Override
    public synchronized void advance(long more) {
      done += more;
      if (System.nanoTime() - written >= INTERVAL_NANOS) {
        written = System.nanoTime();
        try {
          write(out, new JsonMap().put("by", by).put("done", done).put("total", total));
        } catch (IOException e) {
          throw new UncheckedIOException("the browser has closed the connection", e);
        }
      }
    }
  }
}

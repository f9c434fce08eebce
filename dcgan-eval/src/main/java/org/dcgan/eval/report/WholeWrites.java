package org.dcgan.eval.report;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Collects records and writes them at once. After a failure, of which the file may have a part,
 * nothing is written twice, as a {@link java.io.BufferedOutputStream} would do.
 */
final class WholeWrites implements Closeable {
  private static final int MOST_PENDING = 1 << 16;

  private final OutputStream out;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

  WholeWrites(OutputStream out) {
    this.out = out;
  }

  void write(byte[] record) throws IOException {
    pending.writeBytes(record);
    if (pending.size() >= MOST_PENDING) {
      flush();
    }
  }

  void flush() throws IOException {
    byte[] records = pending.toByteArray();
    pending.reset();
    out.write(records);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    try {
      flush();
    } finally {
      out.close();
    }
  }

  /**
   * Closes without writing what is pending.
   *
   * @param failure why; another failure is added to it
   */
  void abandon(IOException failure) {
    pending.reset();
    try {
      out.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}

package org.dcgan.datasets.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.dcgan.internal.io.PositionalFile;

/** A stream of a part of a file; skipping does not read. */
public final class PositionalStream extends InputStream {
  private final PositionalFile file;
  private final long end;
  private long position;

  private PositionalStream(PositionalFile file, long from, long end) {
    this.file = file;
    this.position = from;
    this.end = end;
  }

  /**
   * Reads a part of a file through a small buffer.
   *
   * @param file the file, which is not closed with the stream
   * @param from offset of the first byte
   * @param end one past the offset of the last byte, at most the size of the file
   * @return the stream
   */
  public static InputStream of(PositionalFile file, long from, long end) {
    return new BufferedInputStream(new PositionalStream(file, from, end));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0) {
      return 0;
    }
    int count = (int) Math.min(length, end - position);
    if (count <= 0) {
      return -1;
    }
    file.read(position, ByteBuffer.wrap(buffer, offset, count));
    position += count;
    return count;
  }

  @Override
  public long skip(long count) {
    long skipped = Math.max(0, Math.min(count, end - position));
    position += skipped;
    return skipped;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(0, end - position));
  }
}

package org.dcgan.datasets.pack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;
import org.dcgan.datasets.pack.PackHeader.SectionLocation;

/** Writes a part of a file from front to back, several of them at the same time. */
final class SectionWriter {
  private final FileChannel channel;
  private final long offset;
  private final CRC32C crc = new CRC32C();
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(PackLayout.ORDER);
  private long flushed;

  SectionWriter(FileChannel channel, long offset) {
    this.channel = channel;
    this.offset = offset;
  }

  void putInt(int value) throws IOException {
    makeRoom(4);
    buffer.putInt(value);
  }

  void putLong(long value) throws IOException {
    makeRoom(8);
    buffer.putLong(value);
  }

  void put(byte[] bytes) throws IOException {
    for (int done = 0; done < bytes.length; ) {
      makeRoom(1);
      int count = Math.min(buffer.remaining(), bytes.length - done);
      buffer.put(bytes, done, count);
      done += count;
    }
  }

  private void makeRoom(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    crc.update(buffer.duplicate());
    while (buffer.hasRemaining()) {
      flushed += channel.write(buffer, offset + flushed);
    }
    buffer.clear();
  }

  /** Writes the rest. */
  SectionLocation finish() throws IOException {
    flush();
    return new SectionLocation(offset, flushed, (int) crc.getValue());
  }
}

package org.dcgan.datasets.pack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.dcgan.internal.io.PositionalFile;

/** The bytes, numbers and checksums of a pack. Safe for use from several threads. */
final class PackFile implements AutoCloseable {
  private static final int CHECKSUM_BUFFER = 1 << 16;

  private final PositionalFile file;

  private PackFile(PositionalFile file) {
    this.file = file;
  }

  static PackFile open(Path path) throws IOException {
    return new PackFile(PositionalFile.open(path));
  }

  long size() {
    return file.size();
  }

  void read(long position, byte[] target) throws IOException {
    file.read(position, target);
  }

  int readInt(long position) throws IOException {
    return number(position, Integer.BYTES).getInt();
  }

  long readLong(long position) throws IOException {
    return number(position, Long.BYTES).getLong();
  }

  private ByteBuffer number(long position, int bytes) throws IOException {
    ByteBuffer number = ByteBuffer.allocate(bytes).order(PackLayout.ORDER);
    file.read(position, number);
    return number.flip();
  }

  /** The CRC-32C of a part of the file. */
  int checksum(long position, long length) throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(CHECKSUM_BUFFER, length));
    for (long done = 0; done < length; done += buffer.limit()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), length - done));
      file.read(position + done, buffer);
      crc.update(buffer.flip());
    }
    return (int) crc.getValue();
  }

  @Override
  public void close() {
    file.close();
  }
}

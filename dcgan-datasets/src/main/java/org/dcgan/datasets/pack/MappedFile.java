package org.dcgan.datasets.pack;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.zip.CRC32C;

/**
 * A file of any size, mapped into memory for reading in pieces. Safe for use from several threads;
 * closing waits for those that are reading.
 */
final class MappedFile implements AutoCloseable {
  /** 1 GiB: a buffer cannot be larger than 2 GiB less a byte. */
  static final int DEFAULT_SHIFT = 30;

  private final Path file;
  private final int shift;
  private final long size;
  private final MappedByteBuffer[] pieces;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  private MappedFile(Path file, int shift, long size, MappedByteBuffer[] pieces) {
    this.file = file;
    this.shift = shift;
    this.size = size;
    this.pieces = pieces;
  }

  /**
   * Maps a file.
   *
   * @param file for errors
   * @param channel may be closed afterwards
   * @param size how much of it
   * @param shift pieces have 2^shift bytes; at least 3, so that no number lies in two
   */
  static MappedFile open(Path file, FileChannel channel, long size, int shift) throws IOException {
    MappedByteBuffer[] pieces = new MappedByteBuffer[(int) ((size + (1L << shift) - 1) >> shift)];
    MappedFile mapped = new MappedFile(file, shift, size, pieces);
    try {
      for (int i = 0; i < pieces.length; i++) {
        long from = (long) i << shift;
        pieces[i] = channel.map(MapMode.READ_ONLY, from, Math.min(1L << shift, size - from));
        pieces[i].order(PackLayout.ORDER);
      }
      return mapped;
    } catch (IOException | RuntimeException | Error e) {
      mapped.close();
      throw e;
    }
  }

  void read(long position, byte[] target, int length) throws IOException {
    check(position, length);
    Lock reading = lock();
    try {
      for (int done = 0; done < length; ) {
        MappedByteBuffer piece = piece(position + done);
        int from = within(position + done);
        int count = Math.min(length - done, piece.capacity() - from);
        piece.get(from, target, done, count);
        done += count;
      }
    } catch (InternalError e) {
      throw gone(e);
    } finally {
      reading.unlock();
    }
  }

  /** A number at a multiple of 4. */
  int readInt(long position) throws IOException {
    check(position, 4);
    Lock reading = lock();
    try {
      return piece(position).getInt(within(position));
    } catch (InternalError e) {
      throw gone(e);
    } finally {
      reading.unlock();
    }
  }

  /** A number at a multiple of 8. */
  long readLong(long position) throws IOException {
    check(position, 8);
    Lock reading = lock();
    try {
      return piece(position).getLong(within(position));
    } catch (InternalError e) {
      throw gone(e);
    } finally {
      reading.unlock();
    }
  }

  /** The CRC-32C of a part of the file. */
  int checksum(long position, long length) throws IOException {
    CRC32C crc = new CRC32C();
    byte[] buffer = new byte[(int) Math.min(1 << 16, length)];
    for (long done = 0; done < length; ) {
      int count = (int) Math.min(buffer.length, length - done);
      read(position + done, buffer, count);
      crc.update(buffer, 0, count);
      done += count;
    }
    return (int) crc.getValue();
  }

  private MappedByteBuffer piece(long position) {
    return pieces[(int) (position >> shift)];
  }

  private int within(long position) {
    return (int) (position & (1L << shift) - 1);
  }

  private void check(long position, long length) {
    if (position < 0 || length < 0 || length > size - position) {
      throw new IndexOutOfBoundsException(
          length + " bytes at " + position + " of a file of " + size + ": " + file);
    }
  }

  private Lock lock() {
    Lock reading = lock.readLock();
    reading.lock();
    if (closed) {
      reading.unlock();
      throw new IllegalStateException("this pack is closed: " + file);
    }
    return reading;
  }

  /** What the JVM makes of a mapped page that is no longer there. */
  private IOException gone(InternalError e) {
    return new IOException(
        file + ": has been truncated or its disk has failed while it was open; open it again", e);
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        for (MappedByteBuffer piece : pieces) {
          if (piece != null) {
            Unmapper.unmap(piece);
          }
        }
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}

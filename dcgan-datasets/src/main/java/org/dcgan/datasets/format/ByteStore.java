package org.dcgan.datasets.format;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.dcgan.datasets.internal.TemporaryFiles;
import org.dcgan.internal.io.PositionalFile;
import org.dcgan.internal.io.UnlinkedFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes with random access, on the heap if they are few, and otherwise in a part of a file.
 * Decompressed bytes are stored in a temporary file in the folder of the system property {@code
 * java.io.tmpdir}, which the operating system deletes when it is closed or the process ends. Safe
 * for use from several threads.
 */
final class ByteStore implements AutoCloseable {
  /** The maximum size of a store on the heap, 32 MB. */
  static final int HEAP_BYTES = 32 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(ByteStore.class);

  private final byte @Nullable [] heap;
  private final @Nullable PositionalFile file;
  private final long start;
  private final long size;

  private ByteStore(byte @Nullable [] heap, @Nullable PositionalFile file, long start, long size) {
    this.heap = heap;
    this.file = file;
    this.start = start;
    this.size = size;
  }

  /**
   * Returns a store for a part of a file, which is copied to the heap if it is small.
   *
   * @param path the file
   * @param start offset of the first byte
   * @param size number of bytes
   */
  static ByteStore of(Path path, long start, long size) throws IOException {
    PositionalFile file = PositionalFile.open(path);
    if (size > HEAP_BYTES) {
      return new ByteStore(null, file, start, size);
    }
    try (file) {
      byte[] bytes = new byte[(int) size];
      file.read(start, bytes);
      return new ByteStore(bytes, null, 0, size);
    }
  }

  /** Returns a writer of a store whose bytes are written in order. */
  static Writer writer(long size) throws IOException {
    return new Writer(size, HEAP_BYTES);
  }

  /** Like {@link #writer(long)} with another maximum size of a store on the heap. */
  static Writer writer(long size, int heapBytes) throws IOException {
    return new Writer(size, heapBytes);
  }

  long size() {
    return size;
  }

  /**
   * Reads bytes.
   *
   * @param position of the first one
   * @param target filled from its position to its limit
   * @throws IOException if the file has become shorter or cannot be read
   * @throws IllegalStateException if the store is closed and lies in a file
   */
  void read(long position, ByteBuffer target) throws IOException {
    if (position < 0 || target.remaining() > size - position) {
      throw new IndexOutOfBoundsException(
          target.remaining() + " bytes at " + position + " of " + size);
    }
    if (file != null) {
      file.read(start + position, target);
    } else if (heap != null) {
      target.put(heap, (int) position, target.remaining());
    }
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }

  /** Writes the bytes of a store. */
  static final class Writer implements AutoCloseable {
    private final long size;
    private final byte @Nullable [] heap;
    private final @Nullable UnlinkedFile file;
    private long written;

    private Writer(long size, int heapBytes) throws IOException {
      this.size = size;
      if (size <= heapBytes) {
        this.heap = new byte[(int) size];
        this.file = null;
      } else {
        this.heap = null;
        this.file = TemporaryFiles.create(".unpacked");
        LOG.debug("unpacking {} bytes into {}", size, printable(file.path()));
      }
    }

    /** Returns the number of bytes that have not been written. */
    long remaining() {
      return size - written;
    }

    void write(byte[] bytes, int length) throws IOException {
      if (length > remaining()) {
        throw new IndexOutOfBoundsException("more than " + size + " bytes");
      }
      if (heap != null) {
        System.arraycopy(bytes, 0, heap, (int) written, length);
      } else if (file != null) {
        TemporaryFiles.write(file, bytes, length);
      }
      written += length;
    }

    /** Returns the store after all bytes have been written. */
    ByteStore finish() throws IOException {
      if (remaining() > 0) {
        throw new IllegalStateException(remaining() + " bytes are missing");
      }
      return file == null
          ? new ByteStore(heap, null, 0, size)
          : new ByteStore(null, file.finish(), 0, size);
    }

    /** Deletes the temporary file of a store that was not finished. */
    @Override
    public void close() throws IOException {
      if (file != null) {
        file.close();
      }
    }
  }
}

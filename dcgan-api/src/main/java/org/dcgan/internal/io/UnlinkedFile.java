package org.dcgan.internal.io;

import static java.util.Objects.checkFromIndexSize;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.concurrent.ExecutionException;

/**
 * A temporary file without a name, which is written in order and then read at any position. The
 * operating system deletes it when it is closed or its process ends for any reason, also if the
 * process is killed: on most systems the name is removed when the file is opened, on Windows when
 * it is closed.
 */
public final class UnlinkedFile implements AutoCloseable {
  private final Path path;
  private final AsynchronousFileChannel channel;
  private long written;
  private boolean finished;

  private UnlinkedFile(Path path, AsynchronousFileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Opens a file for writing, and deletes its name.
   *
   * @param path an existing empty file
   * @return the open file
   * @throws IOException if the file cannot be opened
   */
  public static UnlinkedFile open(Path path) throws IOException {
    requireNonNull(path, "path");

    return new UnlinkedFile(
        path,
        PositionalFile.channel(
            path,
            EnumSet.of(
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE)));
  }

  /**
   * Returns the path that the file was opened by, for messages.
   *
   * @return the path
   */
  public Path path() {
    return path;
  }

  /**
   * Returns the number of bytes that were written.
   *
   * @return at least 0
   */
  public long written() {
    return written;
  }

  /**
   * Writes bytes at the end of the file. An interruption does not close the file.
   *
   * @param bytes holds the bytes from its beginning on
   * @param length the number of bytes
   * @throws IOException if they cannot be written, for example because the disk is full
   */
  public void write(byte[] bytes, int length) throws IOException {
    requireNonNull(bytes, "bytes");
    int unused = checkFromIndexSize(0, length, bytes.length);

    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
    while (buffer.hasRemaining()) {
      try {
        written +=
            requireNonNull(Uninterruptibles.getUninterruptibly(channel.write(buffer, written)));
      } catch (ExecutionException e) {
        Throwable cause = requireNonNull(e.getCause());
        Throwables.throwIfInstanceOf(cause, IOException.class);
        throw new IOException(cause);
      }
    }
  }

  /**
   * Ends the writing.
   *
   * @return the file for reading, to be closed by the caller; closing this has no effect any more
   * @throws IOException if the size of the file cannot be read
   */
  public PositionalFile finish() throws IOException {
    PositionalFile file = new PositionalFile(path, channel, channel.size());
    finished = true;
    return file;
  }

  /** Closes the file and so deletes it, unless it is {@linkplain #finish finished}. */
  @Override
  public void close() throws IOException {
    if (!finished) {
      channel.close();
    }
  }
}

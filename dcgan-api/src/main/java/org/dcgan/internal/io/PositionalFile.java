package org.dcgan.internal.io;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;

/**
 * A file that can be read at any position by several threads concurrently.
 *
 * <p>It replaces memory-mapped files and reports errors that can be handled: if the file is
 * truncated while it is open, or if the disk fails, reading throws an {@link IOException} with the
 * name of the file instead of an error of the virtual machine. Unlike a {@link
 * java.nio.channels.FileChannel}, it is not closed when a reading thread is interrupted; the read
 * is completed, and the thread remains interrupted.
 *
 * <p>{@link #close} waits for reads in progress; later reads throw {@link IllegalStateException}. A
 * file that is no longer referenced is closed by the garbage collector.
 */
public final class PositionalFile implements AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();

  /**
   * On Windows, reads are completed by other threads; on other systems, the calling thread reads.
   */
  private static final boolean READS_ON_ITS_OWN_THREADS =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

  private final Path path;
  private final AsynchronousFileChannel channel;
  private final long size;
  private final Cleaner.Cleanable cleanable;
  private volatile boolean closed;

  /** Owns the channel. */
  PositionalFile(Path path, AsynchronousFileChannel channel, long size) {
    this.path = path;
    this.channel = channel;
    this.size = size;
    this.cleanable = CLEANER.register(this, () -> closeQuietly(channel));
  }

  /**
   * Opens a file for reading.
   *
   * @param path an existing file
   * @return the open file
   * @throws java.nio.file.NoSuchFileException if the file does not exist
   * @throws IOException if the file cannot be opened
   */
  public static PositionalFile open(Path path) throws IOException {
    requireNonNull(path, "path");

    AsynchronousFileChannel channel = channel(path, EnumSet.of(StandardOpenOption.READ));
    try {
      return new PositionalFile(path, channel, channel.size());
    } catch (IOException | RuntimeException | Error e) {
      closeQuietly(channel);
      throw e;
    }
  }

  static AsynchronousFileChannel channel(Path path, Set<? extends OpenOption> options)
      throws IOException {
    ExecutorService executor =
        READS_ON_ITS_OWN_THREADS ? null : MoreExecutors.newDirectExecutorService();
    return AsynchronousFileChannel.open(path, options, executor);
  }

  /**
   * Returns the path of the file.
   *
   * @return the path that it was opened by
   */
  public Path path() {
    return path;
  }

  /**
   * Returns the size of the file when it was opened.
   *
   * @return the size in bytes
   */
  public long size() {
    return size;
  }

  /**
   * Checks that the file is not shorter than when it was opened.
   *
   * @throws IOException if the file is shorter, or its size cannot be determined
   * @throws IllegalStateException if the file is closed
   */
  public void checkSize() throws IOException {
    checkOpen();
    long now = currentSize();
    if (now < size) {
      throw truncated(now);
    }
  }

  /**
   * Reads bytes.
   *
   * @param position the offset of the first byte in the file
   * @param target the destination, which is filled completely
   * @throws IndexOutOfBoundsException if the range of bytes exceeds the file's size when it was
   *     opened
   * @throws IOException if the file has been truncated since it was opened, or cannot be read
   * @throws IllegalStateException if the file is closed
   */
  public void read(long position, byte[] target) throws IOException {
    requireNonNull(target, "target");

    read(position, ByteBuffer.wrap(target));
  }

  /**
   * Reads bytes.
   *
   * @param position the offset of the first byte in the file
   * @param target the destination, which is filled from its position to its limit
   * @throws IndexOutOfBoundsException if the range of bytes exceeds the file's size when it was
   *     opened
   * @throws IOException if the file has been truncated since it was opened, or cannot be read
   * @throws IllegalStateException if the file is closed
   */
  public void read(long position, ByteBuffer target) throws IOException {
    requireNonNull(target, "target");

    int length = target.remaining();
    if (position < 0 || length > size - position) {
      throw new IndexOutOfBoundsException(
          length + " bytes at " + position + " of a file of " + size + ": " + printable(path));
    }
    checkOpen();
    for (long at = position; target.hasRemaining(); ) {
      int read = readSome(at, target);
      if (read < 0) {
        throw truncated(currentSize());
      }
      at += read;
    }
  }

  private int readSome(long position, ByteBuffer target) throws IOException {
    try {
      return requireNonNull(Uninterruptibles.getUninterruptibly(channel.read(target, position)));
    } catch (ExecutionException e) {
      Throwable cause = requireNonNull(e.getCause());
      if (cause instanceof ClosedChannelException) {
        throw new IllegalStateException(closedMessage(), cause);
      }
      throw new IOException(printable(path) + ": cannot be read (" + cause.getMessage() + ")", e);
    }
  }

  private long currentSize() throws IOException {
    try {
      return channel.size();
    } catch (ClosedChannelException e) {
      throw new IllegalStateException(closedMessage(), e);
    }
  }

  private IOException truncated(long now) {
    return new TruncatedFileException(path, size, now);
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(closedMessage());
    }
  }

  private String closedMessage() {
    return "this file is closed: " + path;
  }

  /** Closes the file after reads in progress are completed. Closing it again has no effect. */
  @Override
  public void close() {
    closed = true;
    cleanable.clean();
  }

  private static void closeQuietly(AsynchronousFileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // The file was open for reading only, so that no data is lost.
    }
  }
}

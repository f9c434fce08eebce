package org.dcgan.internal.io;

import static java.util.Objects.requireNonNull;

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
 * A file that is read at any position, by any number of threads at once.
 *
 * <p>It takes the place of a file that is mapped into memory, with errors that can be caught: a
 * file that has become shorter since it was opened, or a disk that fails, is an {@link IOException}
 * that names the file, never an error of the virtual machine. Unlike a {@link
 * java.nio.channels.FileChannel}, it is not closed when a reading thread is interrupted; such a
 * read is finished, and the thread stays interrupted.
 *
 * <p>{@link #close} waits for reads in progress; whoever reads afterwards gets an {@link
 * IllegalStateException}. A file that nobody refers to any more is closed by the garbage collector.
 */
public final class PositionalFile implements AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();

  /** Windows completes reads on threads of its own, elsewhere the calling thread does. */
  private static final boolean READS_ON_ITS_OWN_THREADS =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

  private final Path path;
  private final AsynchronousFileChannel channel;
  private final long size;
  private final Cleaner.Cleanable cleanable;
  private volatile boolean closed;

  private PositionalFile(Path path, AsynchronousFileChannel channel, long size) {
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
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws IOException if it cannot be opened
   */
  public static PositionalFile open(Path path) throws IOException {
    return open(path, EnumSet.of(StandardOpenOption.READ));
  }

  /**
   * Opens a temporary file for reading and deletes it: at once where the operating system lets it
   * be read without a name, else when it is closed.
   *
   * @param path an existing file
   * @return the open file
   * @throws IOException if it cannot be opened
   */
  public static PositionalFile openTemporary(Path path) throws IOException {
    requireNonNull(path, "path");

    return open(path, EnumSet.of(StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE));
  }

  private static PositionalFile open(Path path, Set<? extends OpenOption> options)
      throws IOException {
    requireNonNull(path, "path");
    ExecutorService executor =
        READS_ON_ITS_OWN_THREADS ? null : MoreExecutors.newDirectExecutorService();
    AsynchronousFileChannel channel = AsynchronousFileChannel.open(path, options, executor);
    try {
      return new PositionalFile(path, channel, channel.size());
    } catch (IOException | RuntimeException | Error e) {
      closeQuietly(channel);
      throw e;
    }
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
   * Fails if the file is shorter than when it was opened.
   *
   * @throws IOException if it is, or if its size cannot be told
   * @throws IllegalStateException if it is closed
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
   * @param position offset of the first one in the file
   * @param target where to; filled
   * @throws IndexOutOfBoundsException if the bytes lie outside the file as it was when it was
   *     opened
   * @throws IOException if the file has become shorter since, or cannot be read
   * @throws IllegalStateException if it is closed
   */
  public void read(long position, byte[] target) throws IOException {
    requireNonNull(target, "target");

    read(position, ByteBuffer.wrap(target));
  }

  /**
   * Reads bytes.
   *
   * @param position offset of the first one in the file
   * @param target where to; filled from its position to its limit
   * @throws IndexOutOfBoundsException if the bytes lie outside the file as it was when it was
   *     opened
   * @throws IOException if the file has become shorter since, or cannot be read
   * @throws IllegalStateException if it is closed
   */
  public void read(long position, ByteBuffer target) throws IOException {
    requireNonNull(target, "target");

    int length = target.remaining();
    if (position < 0 || length > size - position) {
      throw new IndexOutOfBoundsException(
          length + " bytes at " + position + " of a file of " + size + ": " + path);
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
      return Uninterruptibles.getUninterruptibly(channel.read(target, position));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ClosedChannelException) {
        throw new IllegalStateException(closedMessage(), e.getCause());
      }
      throw new IOException(path + ": cannot be read (" + e.getCause().getMessage() + ")", e);
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

  /** Closes the file, after reads in progress are done. Does nothing the second time. */
  @Override
  public void close() {
    closed = true;
    cleanable.clean();
  }

  private static void closeQuietly(AsynchronousFileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It was open for reading only, so that nothing is lost.
    }
  }
}

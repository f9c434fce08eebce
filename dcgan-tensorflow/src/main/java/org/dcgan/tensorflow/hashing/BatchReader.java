package org.dcgan.tensorflow.hashing;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.internal.ReaderThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a source sequentially in batches, several batches in parallel. */
final class BatchReader implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(BatchReader.class);
  private static final int BATCH = 256;

  private final Thumbnails source;
  private final int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
  private final ExecutorService readers =
      Executors.newFixedThreadPool(
          threads,
          new ThreadFactoryBuilder().setDaemon(true).setNameFormat("dcgan-hasher-%d").build());
  private final Deque<Future<Batch>> ahead = new ArrayDeque<>();
  private int nextToRead;
  private volatile boolean closed;

  /**
   * A batch of images.
   *
   * @param first index of the first
   * @param pixels uint8, 32x32x3 each; zeros for images that could not be read
   * @param unreadable positions in the batch of images that could not be read
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Batch(int first, byte[] pixels, BitSet unreadable) {
    int size() {
      return pixels.length / Thumbnail.SHAPE.size();
    }
  }

  BatchReader(Thumbnails source) {
    this.source = source;
    readAhead();
  }

  boolean hasNext() {
    return !ahead.isEmpty();
  }

  Batch next() throws IOException {
    Future<Batch> future = ahead.remove();
    readAhead();
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("coding was interrupted");
      interrupted.initCause(e);
      throw interrupted;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw new IOException(
            "reading " + source.description() + " failed: " + cause.getMessage(), cause);
      }
      throw new IllegalStateException("reading " + source.description() + " failed", e.getCause());
    }
  }

  private void readAhead() {
    while (ahead.size() < 2 * threads && nextToRead < source.size()) {
      int first = nextToRead;
      int count = Math.min(BATCH, source.size() - first);
      nextToRead += count;
      ahead.add(readers.submit(() -> read(first, count)));
    }
  }

  private Batch read(int first, int count) throws IOException {
    int size = Thumbnail.SHAPE.size();
    byte[] pixels = new byte[count * size];
    BitSet unreadable = new BitSet();
    for (int i = 0; i < count && !closed; i++) {
      try {
        System.arraycopy(source.read(first + i).data(), 0, pixels, i * size, size);
      } catch (UnreadableImageException e) {
        unreadable.set(i);
        logger.warn("no code for an unreadable image: {}", e.getMessage());
      }
    }
    return new Batch(first, pixels, unreadable);
  }

  /**
   * Stops reading and waits for the images that are being read, because the caller may close the
   * source next.
   */
  @Override
  public void close() {
    closed = true;
    ahead.forEach(future -> future.cancel(false));
    ReaderThreads.end(readers); // a thread that is still stuck ends with what it is stuck in
  }
}

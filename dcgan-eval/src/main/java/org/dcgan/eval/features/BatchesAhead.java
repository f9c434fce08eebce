package org.dcgan.eval.features;

import static com.google.common.base.Throwables.throwIfInstanceOf;
import static com.google.common.base.Throwables.throwIfUnchecked;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.internal.ReaderThreads;
import org.jspecify.annotations.Nullable;

/**
 * Reads the batches of a source in order. A thread of its own reads the batch after the one that
 * was taken last. Not thread-safe.
 */
final class BatchesAhead implements AutoCloseable {
  private final ImageSource source;
  private final int batchSize;
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "feature-decoder");
            thread.setDaemon(true);
            return thread;
          });

  private int nextToRead;
  private @Nullable Future<Images> ahead;
  private volatile boolean closed;

  /**
   * Begins to read.
   *
   * @param source images of one shape, which stay the caller's
   * @param batchSize the number of images, fewer at the source's end
   */
  BatchesAhead(ImageSource source, int batchSize) {
    this.source = source;
    this.batchSize = batchSize;
    readAhead();
  }

  boolean hasNext() {
    return ahead != null;
  }

  /**
   * The next batch.
   *
   * @return the images
   * @throws IOException if an image cannot be read, or the calling thread is interrupted
   */
  Images next() throws IOException {
    if (ahead == null) {
      throw new NoSuchElementException("all " + source.size() + " images have been taken");
    }
    Images batch = result(ahead);
    readAhead();
    return batch;
  }

  private void readAhead() {
    if (nextToRead >= source.size()) {
      ahead = null;
      return;
    }
    int first = nextToRead;
    int count = Math.min(batchSize, source.size() - first);
    nextToRead = first + count;
    ahead = reader.submit(() -> read(first, count));
  }

  private Images read(int first, int count) throws IOException {
    Pixels[] pixels = new Pixels[count];
    for (int i = 0; i < count; i++) {
      if (closed) {
        throw new CancellationException("closed after " + i + " images of a batch");
      }
      pixels[i] = source.read(first + i);
    }
    return Images.of(Arrays.asList(pixels));
  }

  private static Images result(Future<Images> images) throws IOException {
    try {
      return images.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while features were extracted");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause != null) {
        throwIfInstanceOf(cause, IOException.class);
        throwIfUnchecked(cause);
      }
      throw new IOException(cause);
    }
  }

  /** Stops after the image that is being read, because the caller may close the source next. */
  @Override
  public void close() {
    closed = true;
    ReaderThreads.end(reader); // a thread that is still stuck ends with what it is stuck in
  }
}

package org.dcgan.datasets.pack;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.dcgan.datasets.pack.PackReport.Skipped;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.progress.ProgressListener;
import org.jspecify.annotations.Nullable;

/** Reads chunks of a source with several threads. */
final class ChunkDecoder implements AutoCloseable {
  private final ImageSource source;
  private final ImageShape shape;
  private final ProgressListener.Task progress;
  private final int threads;
  private final ExecutorService executor;

  ChunkDecoder(ImageSource source, ImageShape shape, int threads, ProgressListener.Task progress) {
    this.source = source;
    this.shape = shape;
    this.progress = progress;
    this.threads = threads;
    AtomicInteger number = new AtomicInteger();
    this.executor =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "packing-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * A chunk with its pictures.
   *
   * @param chunk what goes into the journal
   * @param pixels of the pictures that could be read, one after another
   */
  record Decoded(PackedChunk chunk, List<byte[]> pixels) {}

  /** What became of one picture: its bytes or the reason why there are none. */
  private record Outcome(byte @Nullable [] pixels, int label, String name, String reason) {}

  /** A chunk that is being read. */
  final class Pending {
    private final int first;
    private final Outcome[] outcomes;
    private final List<Future<?>> workers = new ArrayList<>();

    private Pending(int first, int count) {
      this.first = first;
      this.outcomes = new Outcome[count];
      AtomicInteger next = new AtomicInteger();
      for (int i = 0; i < Math.min(threads, count); i++) {
        workers.add(
            executor.submit(
                () -> {
                  for (int j = next.getAndIncrement();
                      j < count && !Thread.currentThread().isInterrupted();
                      j = next.getAndIncrement()) {
                    outcomes[j] = decode(first + j);
                    progress.advance(1);
                  }
                  return null;
                }));
      }
    }

    /** One past the last picture of the chunk. */
    int end() {
      return first + outcomes.length;
    }

    /** Waits for all pictures. */
    Decoded get() throws IOException {
      try {
        for (Future<?> worker : workers) {
          worker.get();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw interrupted(e);
      } catch (ExecutionException e) {
        throw rethrow(e.getCause());
      }
      return collect();
    }

    private Decoded collect() {
      List<byte[]> pixels = new ArrayList<>();
      List<Integer> labels = new ArrayList<>();
      List<String> names = new ArrayList<>();
      List<Skipped> skipped = new ArrayList<>();
      CRC32C crc = new CRC32C();
      for (int i = 0; i < outcomes.length; i++) {
        Outcome outcome = outcomes[i];
        if (outcome.pixels() == null) {
          skipped.add(new Skipped(first + i, outcome.name(), outcome.reason()));
        } else {
          crc.update(outcome.pixels());
          pixels.add(outcome.pixels());
          labels.add(outcome.label());
          names.add(outcome.name());
        }
      }
      return new Decoded(
          new PackedChunk(first, labels, names, skipped, (int) crc.getValue()), pixels);
    }
  }

  /** Begins to read a chunk. */
  Pending submit(int first, int count) {
    return new Pending(first, count);
  }

  private Outcome decode(int index) throws IOException {
    String name = source.name(index);
    int label = source.label(index);
    try {
      Pixels pixels = source.read(index);
      return pixels.shape().equals(shape)
          ? new Outcome(pixels.data(), label, name, "")
          : new Outcome(null, label, name, "is " + pixels.shape() + ", expected " + shape);
    } catch (UnreadableImageException e) {
      return new Outcome(null, label, name, String.valueOf(e.getMessage()));
    }
  }

  static IOException interrupted(Exception cause) {
    IOException e = new InterruptedIOException("packing was interrupted; pack again to go on");
    e.initCause(cause);
    return e;
  }

  private static IOException rethrow(@Nullable Throwable cause) {
    if (cause instanceof IOException e) {
      return e;
    } else if (cause instanceof UncheckedIOException e) {
      return e.getCause();
    } else if (cause instanceof RuntimeException e) {
      throw e;
    } else if (cause instanceof Error e) {
      throw e;
    }
    return new IOException(cause);
  }

  /** Stops reading. Waits for nothing but what cannot be interrupted. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}

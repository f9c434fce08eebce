package org.dcgan.datasets.internal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.dcgan.internal.ReaderThreads;
import org.dcgan.progress.ProgressListener;
import org.jspecify.annotations.Nullable;

/**
 * Processes a range of indices with several threads, and delivers the results in chunks, in order,
 * while the next chunk is processed. At most two chunks of results are held.
 *
 * @param <T> a result
 */
public final class ParallelChunks<T> implements AutoCloseable {
  private final Work<T> work;
  private final ProgressListener.Task progress;
  private final int threads;
  private final ExecutorService executor;
  private volatile boolean closed;

  /**
   * Starts the threads.
   *
   * @param name the prefix of the threads' names
   * @param threads the number of threads
   * @param progress advanced by one for each index
   * @param work the work for each index
   */
  public ParallelChunks(String name, int threads, ProgressListener.Task progress, Work<T> work) {
    this.work = work;
    this.progress = progress;
    this.threads = threads;
    AtomicInteger number = new AtomicInteger();
    this.executor =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * The work for each index.
   *
   * @param <T> the result
   */
  @FunctionalInterface
  public interface Work<T> {
    /**
     * Processes an index.
     *
     * @param index the index
     * @return the result
     * @throws IOException to end the whole job
     */
    T at(int index) throws IOException;
  }

  /**
   * Receives the results.
   *
   * @param <T> a result
   */
  @FunctionalInterface
  public interface Sink<T> {
    /**
     * Receives a chunk.
     *
     * @param first the index of the first result
     * @param results the results, in the order of the indices
     * @throws IOException to end the whole job
     */
    void take(int first, List<T> results) throws IOException;
  }

  /**
   * Processes a range of indices.
   *
   * @param from the first index
   * @param to one past the last index
   * @param step the number of indices of a chunk
   * @param sink receives the results in the calling thread
   * @throws InterruptedIOException if this thread is interrupted
   * @throws IOException if the work or the sink throws it
   */
  public void run(int from, int to, int step, Sink<T> sink) throws IOException {
    Pending next = submit(from, to, step);
    while (next != null) {
      Pending current = next;
      next = submit(current.end(), to, step);
      sink.take(current.first, current.get());
    }
  }

  private @Nullable Pending submit(int from, int to, int step) {
    return from < to ? new Pending(from, Math.min(step, to - from)) : null;
  }

  /** A chunk that is being processed. */
  private final class Pending {
    private final int first;
    private final Object[] results;
    private final List<Future<?>> workers = new ArrayList<>();

    private Pending(int first, int count) {
      this.first = first;
      this.results = new Object[count];
      AtomicInteger next = new AtomicInteger();
      for (int i = 0; i < Math.min(threads, count); i++) {
        workers.add(
            executor.submit(
                () -> {
                  for (int j = next.getAndIncrement();
                      j < count && !closed;
                      j = next.getAndIncrement()) {
                    results[j] = work.at(first + j);
                    progress.advance(1);
                  }
                  return null;
                }));
      }
    }

    int end() {
      return first + results.length;
    }

    @SuppressWarnings("unchecked")
    List<T> get() throws IOException {
      try {
        for (Future<?> worker : workers) {
          worker.get();
        }
        return (List<T>) Arrays.asList(results);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw interrupted(e);
      } catch (ExecutionException e) {
        throw rethrow(e.getCause());
      }
    }
  }

  /**
   * Returns the exception for a job whose thread was interrupted.
   *
   * @param cause the exception that reported the interrupt
   * @return an exception that says that the job can be resumed
   */
  public static IOException interrupted(Exception cause) {
    IOException e =
        new InterruptedIOException("interrupted; completed work is kept, run it again to resume");
    e.initCause(cause);
    return e;
  }

  private static IOException rethrow(@Nullable Throwable cause) {
    if (cause instanceof IOException e) {
      return e;
    } else if (cause instanceof UncheckedIOException e && e.getCause() != null) {
      return e.getCause();
    } else if (cause instanceof RuntimeException e) {
      throw e;
    } else if (cause instanceof Error e) {
      throw e;
    }
    return new IOException(cause);
  }

  /**
   * Stops the threads and waits for the work that they are doing, because the caller may use or
   * close the source of the work next. They are interrupted only if one of them is stuck: an
   * interrupt permanently closes the channel that a source reads from.
   */
  @Override
  public void close() {
    closed = true;
    ReaderThreads.end(executor); // a thread that is still stuck ends with what it is stuck in
  }
}

package org.dcgan.tensorflow.training;

import static org.dcgan.internal.PrintableText.printable;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.random.SeededRandom;
import org.dcgan.training.EpochOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads batches ahead of the engine, a few at a time on threads of its own, and hands them out in
 * order. Which images a batch holds is a function of the seed and the step alone.
 */
public final class Feeder implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(Feeder.class);

  /** Batches read ahead: enough to hide a slow disk for some steps. */
  private static final int AHEAD = 4;

  /** How long a source is waited for before the waiting thread asks whether it still should. */
  private static final long PATIENCE_MILLIS = 100;

  /** How long closing waits for images that are being read; from half of it on, impatiently. */
  private static final long CLOSING_SECONDS = 5;

  /** An image that cannot be read is replaced by another; after so many tries the source is bad. */
  private static final int MAX_REPLACEMENTS = 100;

  private static final long ORDER = 1;
  private static final long REPLACEMENT = 2;

  private final ImageSource source;
  private final ImageShape shape;
  private final int batchSize;
  private final EpochOrder order;
  private final long stepsPerEpoch;
  private final long seed;
  private final long lastStep;
  private final AtomicLong unreadable = new AtomicLong();
  private final ExecutorService readers;
  private final Deque<Future<byte[]>> ahead = new ArrayDeque<>();
  private volatile boolean closed;
  private long nextToRead;

  /**
   * Starts reading.
   *
   * @param source images of {@code shape}, at least a batch of them
   * @param shape of every image
   * @param batchSize images a step
   * @param order in which an epoch goes through them
   * @param seed of the order
   * @param firstStep the first step to feed, counted from 0 over the model's life
   * @param lastStep one past the last
   */
  public Feeder(
      ImageSource source,
      ImageShape shape,
      int batchSize,
      EpochOrder order,
      long seed,
      long firstStep,
      long lastStep) {
    this.source = source;
    this.shape = shape;
    this.batchSize = batchSize;
    this.order = order;
    this.stepsPerEpoch = source.size() / batchSize;
    this.seed = seed;
    this.nextToRead = firstStep;
    this.lastStep = lastStep;
    this.readers =
        Executors.newFixedThreadPool(
            Math.min(AHEAD, Runtime.getRuntime().availableProcessors()),
            new ThreadFactoryBuilder().setDaemon(true).setNameFormat("dcgan-feeder-%d").build());
    readAhead();
  }

  /**
   * The next batch.
   *
   * @param stopped asked again and again while the source lets the caller wait
   * @return uint8, NHWC; nothing if it was not there yet and the caller need not wait any longer
   * @throws IOException if the source cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public Optional<byte[]> next(BooleanSupplier stopped) throws IOException, InterruptedException {
    Future<byte[]> future = ahead.remove();
    readAhead();
    try {
      while (true) {
        try {
          return Optional.of(future.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
          if (stopped.getAsBoolean()) {
            return Optional.empty();
          }
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw new IOException(
            "reading training images from "
                + printable(source.description())
                + " failed: "
                + printable(cause.getMessage()),
            cause);
      }
      throw new IllegalStateException(
          "reading training images from " + printable(source.description()) + " failed",
          e.getCause());
    }
  }

  /**
   * The next batch, however long it takes.
   *
   * @return uint8, NHWC
   * @throws IOException if the source cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public byte[] next() throws IOException, InterruptedException {
    return next(() -> false).orElseThrow();
  }

  /** How many images could not be read so far. */
  long unreadable() {
    return unreadable.get();
  }

  /**
   * Ends reading after the images at hand, since the caller may close the source next. Readers are
   * interrupted only where one of them is stuck: it closes the channel that a source reads from,
   * for good.
   */
  @Override
  public void close() {
    closed = true;
    ahead.forEach(future -> future.cancel(false));
    readers.shutdown();
    if (!MoreExecutors.shutdownAndAwaitTermination(readers, CLOSING_SECONDS, TimeUnit.SECONDS)) {
      logger.warn("an image of {} is still being read", printable(source.description()));
    }
  }

  private void readAhead() {
    while (ahead.size() < AHEAD && nextToRead < lastStep) {
      long step = nextToRead++;
      ahead.add(readers.submit(() -> read(step)));
    }
  }

  private byte[] read(long step) throws IOException {
    long epoch = step / stepsPerEpoch;
    int first = Math.toIntExact(step % stepsPerEpoch * batchSize);
    IntUnaryOperator inOrder = order.over(source.size(), seed, ORDER, epoch);
    byte[] batch = new byte[Math.multiplyExact(batchSize, shape.size())];
    for (int i = 0; i < batchSize && !closed; i++) {
      Pixels pixels = readable(inOrder.applyAsInt(first + i), step, i);
      System.arraycopy(pixels.data(), 0, batch, i * shape.size(), shape.size());
    }
    return batch;
  }

  private Pixels readable(int index, long step, int place) throws IOException {
    SeededRandom others = SeededRandom.of(seed, REPLACEMENT, step, place);
    UnreadableImageException last = null;
    for (int attempt = 0; attempt <= MAX_REPLACEMENTS; attempt++) {
      try {
        Pixels pixels = source.read(index);
        if (!pixels.shape().equals(shape)) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "image %s is %s, but the source promised %s",
                  printable(source.name(index)),
                  pixels.shape(),
                  shape));
        }
        return pixels;
      } catch (UnreadableImageException e) {
        last = e;
        unreadable.incrementAndGet();
        logger.warn("skipped an unreadable image: {}", e.getMessage());
        index = others.nextInt(source.size());
      }
    }
    throw new IOException(
        (MAX_REPLACEMENTS + 1)
            + " images in a row could not be read; the last: "
            + Objects.requireNonNull(last).getMessage(),
        last);
  }
}

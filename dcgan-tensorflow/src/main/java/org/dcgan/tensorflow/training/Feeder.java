package org.dcgan.tensorflow.training;

import static org.dcgan.internal.PrintableText.printable;

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
import org.dcgan.internal.ReaderThreads;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.cluster.StopGrace;
import org.dcgan.tensorflow.network.BatchShare;
import org.dcgan.training.EpochOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads batches ahead on several threads and returns them in order. The images of a batch are a
 * function of the seed and the step only.
 */
public final class Feeder implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(Feeder.class);

  /** Batches read ahead, enough to bridge a slow disk for a few steps. */
  private static final int AHEAD = 4;

  /** The interval at which a thread that waits for images checks for a stop request. */
  private static final long POLL_MILLIS = 100;

  /** Attempts to replace an unreadable image by another one before the training fails. */
  private static final int MAX_REPLACEMENTS = 100;

  private static final long ORDER = 1;
  private static final long REPLACEMENT = 2;

  private final ImageSource source;
  private final ImageShape shape;
  private final BatchShare share;
  private final EpochOrder order;
  private final long stepsPerEpoch;
  private final long seed;
  private final long lastStep;
  private final AtomicLong unreadable = new AtomicLong();
  private final ExecutorService readers;
  private final Deque<Future<Batch>> ahead = new ArrayDeque<>();
  private volatile boolean closed;
  private long nextToRead;

  /**
   * The images of a step.
   *
   * @param pixels uint8, NHWC
   * @param labels the label that the source gives to each image
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Batch(byte[] pixels, int[] labels) {}

  /** An image and its index in the source. */
  private record ReadImage(Pixels pixels, int index) {}

  /**
   * Starts to read whole batches.
   *
   * @param source images of {@code shape}, at least one batch of them
   * @param shape the shape of every image
   * @param batchSize images of a step
   * @param order the order of the images in an epoch
   * @param seed the random seed of the order
   * @param firstStep the first step to feed, counted from 0 over the model's life
   * @param lastStep the step after the last one
   */
  public Feeder(
      ImageSource source,
      ImageShape shape,
      int batchSize,
      EpochOrder order,
      long seed,
      long firstStep,
      long lastStep) {
    this(source, shape, BatchShare.whole(batchSize), order, seed, firstStep, lastStep);
  }

  /**
   * Starts to read.
   *
   * @param source images of {@code shape}, at least one batch of them
   * @param shape the shape of every image
   * @param share the part of each batch to read
   * @param order the order of the images in an epoch
   * @param seed the random seed of the order
   * @param firstStep the first step to feed, counted from 0 over the model's life
   * @param lastStep the step after the last one
   */
  public Feeder(
      ImageSource source,
      ImageShape shape,
      BatchShare share,
      EpochOrder order,
      long seed,
      long firstStep,
      long lastStep) {
    this.source = source;
    this.shape = shape;
    this.share = share;
    this.order = order;
    this.stepsPerEpoch = source.size() / share.total();
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
   * @param stopped queried repeatedly while the caller waits for the source
   * @return the batch; empty if the training was stopped before it was available
   * @throws IOException if the source cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public Optional<Batch> next(BooleanSupplier stopped) throws IOException, InterruptedException {
    Future<Batch> future = ahead.remove();
    readAhead();
    try {
      while (true) {
        try {
          return Optional.of(future.get(POLL_MILLIS, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
          if (stopped.getAsBoolean()) {
            return Optional.empty();
          }
        }
      }
    } catch (ExecutionException e) {
      throw failed(e);
    }
  }

  /**
   * The next batch. Neither a stop request nor an interrupt ends the waiting at once; the thread
   * stays interrupted.
   *
   * @param grace how long to wait after such a request
   * @return the batch; empty if it was not available soon enough after the request
   * @throws IOException if the source cannot be read
   */
  Optional<Batch> nextWithin(StopGrace grace) throws IOException {
    Future<Batch> future = ahead.remove();
    readAhead();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return Optional.of(future.get(POLL_MILLIS, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
          if (grace.isOver(interrupted)) {
            return Optional.empty();
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw failed(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The failure of a reader, as an exception that names the source. */
  private IOException failed(ExecutionException e) {
    if (e.getCause() instanceof IOException cause) {
      return new IOException(
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

  /**
   * The next batch, without a limit on the waiting time.
   *
   * @return the batch
   * @throws IOException if the source cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public Batch next() throws IOException, InterruptedException {
    return next(() -> false).orElseThrow();
  }

  /** The number of images that could not be read so far. */
  long unreadable() {
    return unreadable.get();
  }

  /**
   * Stops reading and waits for the images that are being read, because the caller may close the
   * source next. Readers are interrupted only if one of them is stuck, also where this thread was
   * interrupted: an interrupt permanently closes the channel that a source reads from.
   */
  @Override
  public void close() {
    closed = true;
    ahead.forEach(future -> future.cancel(false));
    if (!ReaderThreads.end(readers)) {
      logger.warn("an image of {} is still being read", printable(source.description()));
    }
  }

  private void readAhead() {
    while (ahead.size() < AHEAD && nextToRead < lastStep) {
      long step = nextToRead++;
      ahead.add(readers.submit(() -> read(step)));
    }
  }

  private Batch read(long step) throws IOException {
    long epoch = step / stepsPerEpoch;
    int first = Math.toIntExact(step % stepsPerEpoch * share.total());
    IntUnaryOperator inOrder = order.over(source.size(), seed, ORDER, epoch);
    byte[] batch = new byte[Math.multiplyExact(share.size(), shape.size())];
    int[] labels = new int[share.size()];
    for (int i = share.from(); i < share.to() && !closed; i++) {
      ReadImage image = readable(inOrder.applyAsInt(first + i), step, i);
      int place = i - share.from();
      System.arraycopy(image.pixels().data(), 0, batch, place * shape.size(), shape.size());
      labels[place] = source.label(image.index());
    }
    return new Batch(batch, labels);
  }

  private ReadImage readable(int index, long step, int position) throws IOException {
    SeededRandom others = SeededRandom.of(seed, REPLACEMENT, step, position);
    UnreadableImageException last = null;
    for (int attempt = 0; attempt <= MAX_REPLACEMENTS; attempt++) {
      try {
        Pixels pixels = source.read(index);
        if (!pixels.shape().equals(shape)) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "image %s is %s, but the source declares %s",
                  printable(source.name(index)),
                  pixels.shape(),
                  shape));
        }
        return new ReadImage(pixels, index);
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

package org.dcgan.datasets.internal;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.util.concurrent.Uninterruptibles;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.dcgan.image.InsufficientMemoryException;
import org.dcgan.image.UnreadableImageException;
import org.jspecify.annotations.Nullable;

/**
 * A budget of memory for images that are decoded and resized, shared by all threads. A thread
 * reserves the memory of an image before decoding it, and waits in first-come order until other
 * threads have released enough. An image that needs more than the whole budget is decoded while no
 * other image is.
 *
 * <p>If the heap is exhausted nevertheless, the image is decoded again while no other image is; if
 * that fails, too, the exception distinguishes a lack of memory from a damaged image.
 *
 * <pre>{@code
 * try (DecodingMemory.Hold hold = DecodingMemory.SHARED.hold()) {
 *   Pixels image = hold.decode(name, () -> decode(encoded, hold));  // calls hold.reserve(bytes)
 *   return transform.apply(image);
 * }
 * }</pre>
 */
public final class DecodingMemory {
  /** The budget of the whole process: half of the heap. */
  public static final DecodingMemory SHARED =
      new DecodingMemory(Runtime.getRuntime().maxMemory() / 2);

  /** The number of bytes per permit of the semaphore. */
  private static final int UNIT = 1 << 16;

  /**
   * The number of attempts to decode alone, since the caller may still hold images of other
   * threads.
   */
  private static final int ATTEMPTS = 4;

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final int units;
  private final Semaphore free;

  @SuppressWarnings("ThreadLocalUsage") // one for each budget
  private final ThreadLocal<Hold> holds = new ThreadLocal<>();

  /**
   * Creates a budget.
   *
   * @param bytes the size of the budget, at least 1
   */
  public DecodingMemory(long bytes) {
    checkArgument(bytes >= 1, "the budget must be at least 1 byte, got %s", bytes);
    this.units = (int) Math.min(Integer.MAX_VALUE, (bytes + UNIT - 1) / UNIT);
    this.free = new Semaphore(units, true);
  }

  /**
   * Starts a scope in which memory can be reserved; it is released when the outermost scope of the
   * thread is closed.
   *
   * @return the scope; close it in the same thread, when the image is no longer referenced
   */
  public Hold hold() {
    Hold hold = holds.get();
    if (hold == null) {
      hold = new Hold();
      holds.set(hold);
    }
    hold.depth++;
    return hold;
  }

  /**
   * Decodes an image.
   *
   * @param <T> the image
   */
  @FunctionalInterface
  public interface Decoding<T> {
    /**
     * Decodes the image from the beginning; called again if memory was insufficient.
     *
     * @return the image
     * @throws IOException if it cannot be decoded
     */
    T decode() throws IOException;
  }

  /** The memory that one thread has reserved. */
  public final class Hold implements AutoCloseable {
    private int depth;
    private int held;
    private boolean alone;
    private long wanted;

    private Hold() {}

    /**
     * Waits until the memory of an image is free and reserves it. An interrupt does not end the
     * waiting, which only lasts while other images are decoded.
     *
     * @param bytes an upper bound of the memory for decoding, at least 0
     */
    public void reserve(long bytes) {
      wanted = bytes;
      if (alone) {
        return;
      }
      long needed = held + (bytes + UNIT - 1) / UNIT;
      // A waiting thread holds no memory, which prevents deadlocks.
      release();
      acquire((int) Math.min(units, needed));
    }

    /**
     * Decodes an image, again and alone if the heap is exhausted the first time.
     *
     * @param <T> the image
     * @param name the image's, for errors
     * @param decoding calls {@link #reserve} when it knows the image's size
     * @return the image
     * @throws UnreadableImageException if the decoder asks for more memory than an image of that
     *     size takes
     * @throws InsufficientMemoryException if the heap is too small
     * @throws IOException if decoding throws it
     */
    public <T> T decode(String name, Decoding<T> decoding) throws IOException {
      return run(() -> name, decoding, true);
    }

    /**
     * Reads an image and makes something of it, again and alone if the heap is exhausted the first
     * time.
     *
     * @param <T> what is made of the image
     * @param name the image's, for errors
     * @param work reads the image and makes something of it
     * @return the result
     * @throws InsufficientMemoryException if the heap is too small
     * @throws IOException if the work throws it
     */
    @CanIgnoreReturnValue
    public <T> T process(Supplier<String> name, Decoding<T> work) throws IOException {
      return run(name, work, false);
    }

    private <T> T run(Supplier<String> name, Decoding<T> decoding, boolean checksSize)
        throws IOException {
      wanted = 0;
      for (int attempt = 0; ; attempt++) {
        try {
          return decoding.decode();
        } catch (OutOfMemoryError e) {
          if (checksSize && attempt > 0 && canAllocate(2 * wanted + UNIT)) {
            throw new UnreadableImageException(
                String.format(
                    Locale.ROOT,
                    "%s: the decoder asks for more than twice the %d MB that an image of its size"
                        + " takes; the file is damaged",
                    name.get(),
                    megabytes(wanted)),
                e);
          }
          if (attempt == ATTEMPTS) {
            throw shortage(name.get(), wanted, e);
          }
          release();
          if (attempt > 0) {
            // The caller is given time to release images that were decoded earlier.
            Uninterruptibles.sleepUninterruptibly(PAUSE.multipliedBy(1L << (2 * (attempt - 1))));
          }
          acquire(units);
          alone = true;
        }
      }
    }

    private void acquire(int permits) {
      free.acquireUninterruptibly(permits);
      held = permits;
    }

    private void release() {
      free.release(held);
      held = 0;
      alone = false;
    }

    /** Releases the memory if this is the outermost scope of its thread. */
    @Override
    public void close() {
      if (--depth == 0) {
        release();
        holds.remove();
      }
    }
  }

  /**
   * The error for an image that the heap is too small for.
   *
   * @param name the image's
   * @param bytes what decoding it takes
   * @param cause the error of the virtual machine, or null where nothing was tried
   * @return names the memory needed and the remedy
   */
  public static InsufficientMemoryException shortage(
      String name, long bytes, @Nullable Throwable cause) {
    // Joined, since there may be no memory left to initialize the class Formatter, which would then
    // be unusable in this process.
    String message =
        String.join(
            "",
            name,
            ": decoding takes ",
            bytes == 0 ? "an unknown amount" : "up to ".concat(Long.toString(megabytes(bytes))),
            bytes == 0 ? "" : " MB",
            " of memory, which the heap of ",
            Long.toString(Runtime.getRuntime().maxMemory() >> 20),
            " MB does not have left; run java with a larger -Xmx, read with fewer threads, or lower"
                + " the pixel limit to skip images of this size");
    return cause == null
        ? new InsufficientMemoryException(message)
        : new InsufficientMemoryException(message, cause);
  }

  /**
   * Lists the files of a folder or an archive. This class is initialized before the list is read:
   * while the heap is exhausted that could fail, and a class whose initialization has failed stays
   * unusable in the process.
   *
   * @param <T> the list
   * @param name the folder or archive, for errors
   * @param listing reads the list; called once
   * @return the list
   * @throws InsufficientMemoryException if the list does not fit the heap; the message names the
   *     size of the heap and the remedy
   * @throws IOException if reading the list throws it
   */
  public static <T> T list(String name, Decoding<T> listing) throws IOException {
    try {
      return listing.decode();
    } catch (OutOfMemoryError e) {
      throw listTooLong(name, e);
    }
  }

  /**
   * The error for a list of files that does not fit the heap.
   *
   * @param name the folder or archive
   * @param cause the error of the virtual machine
   * @return names the size of the heap and the remedy
   */
  public static InsufficientMemoryException listTooLong(String name, OutOfMemoryError cause) {
    return new InsufficientMemoryException(
        String.join(
            "",
            name,
            ": the list of its files does not fit the heap of ",
            Long.toString(Runtime.getRuntime().maxMemory() >> 20),
            " MB; run java with a larger -Xmx"),
        cause);
  }

  private static long megabytes(long bytes) {
    return (bytes + (1 << 20) - 1) >> 20;
  }

  /** Whether this much of the heap is free, in parts as large as those of an image. */
  private static boolean canAllocate(long bytes) {
    if (bytes > Runtime.getRuntime().maxMemory()) {
      return false;
    }
    try {
      byte[][] parts = new byte[8][];
      long reached = 0;
      for (int i = 0; i < parts.length; i++) {
        parts[i] = new byte[(int) Math.min(Integer.MAX_VALUE - 8, bytes / parts.length)];
        reached += parts[i].length;
      }
      return reached >= bytes - parts.length;
    } catch (OutOfMemoryError e) {
      return false;
    }
  }
}

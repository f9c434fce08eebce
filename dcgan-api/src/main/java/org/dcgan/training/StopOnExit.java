package org.dcgan.training;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C and SIGTERM end a training with its model saved: while it is open, a process that is
 * asked to end requests the {@link #signal} and waits until this is closed, but not longer than its
 * patience.
 *
 * <pre>{@code
 * try (StopOnExit exit = StopOnExit.register()) {
 *   dcgan.train(source, plan, exit.signal());
 *   dcgan.save(Path.of("model"));
 * }
 * }</pre>
 *
 * <p>It is a shutdown hook of the JVM. In an application container that closes its beans when it
 * stops, closing the {@link org.dcgan.Dcgan} does the same and this is not needed.
 */
public final class StopOnExit implements AutoCloseable {
  /** A step of the largest networks on a slow CPU takes seconds, and saving them some more. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(1);

  private static final System.Logger logger = System.getLogger(StopOnExit.class.getName());

  private final StopSignal signal;
  private final Duration patience;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "dcgan-stop-on-exit");

  private StopOnExit(StopSignal signal, Duration patience) {
    this.signal = signal;
    this.patience = patience;
  }

  /**
   * Begins to watch for the end of the process, with a new signal and the default patience.
   *
   * @return to be closed when the training, and what has to be done after it, is over
   */
  public static StopOnExit register() {
    return register(new StopSignal(), DEFAULT_PATIENCE);
  }

  /**
   * Begins to watch for the end of the process.
   *
   * @param signal requested when the process is asked to end
   * @param patience how long the end of the process waits for this to be closed; above 0
   * @return to be closed when the training, and what has to be done after it, is over
   * @throws IllegalArgumentException if the patience is not above 0
   */
  public static StopOnExit register(StopSignal signal, Duration patience) {
    requireNonNull(patience, "patience");

    requireNonNull(signal, "signal");
    checkArgument(
        !patience.isNegative() && !patience.isZero(), "patience must be above 0, got %s", patience);
    StopOnExit exit = new StopOnExit(signal, patience);
    try {
      Runtime.getRuntime().addShutdownHook(exit.hook);
    } catch (IllegalStateException e) {
      // The process is ending already: no training shall begin.
      signal.request();
    }
    return exit;
  }

  /**
   * What the training is to be given.
   *
   * @return requested once the process is asked to end
   */
  public StopSignal signal() {
    return signal;
  }

  /** Lets the process end. Doing so again does nothing. */
  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already, and the hook sees that this is closed.
    }
  }

  private void stop() {
    signal.request();
    try {
      if (!closed.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        logger.log(
            System.Logger.Level.WARNING,
            "training did not stop within {0}; the process ends without it",
            patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

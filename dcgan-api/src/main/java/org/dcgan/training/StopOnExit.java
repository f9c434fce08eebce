package org.dcgan.training;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apiguardian.api.API;
import org.dcgan.internal.Durations;

/**
 * Ends a training properly when the process is asked to exit, by Ctrl-C or SIGTERM: the {@link
 * #signal} is requested, and the exit of the process is delayed until this object is closed, but at
 * most for a given time. A training that uses the signal ends after the current step and writes a
 * checkpoint, and the application can save the model.
 *
 * <pre>{@code
 * try (StopOnExit exit = StopOnExit.register()) {
 *   dcgan.train(source, plan, exit.signal());
 *   dcgan.save(Path.of("model"));
 * }
 * }</pre>
 *
 * <p>It is implemented as a shutdown hook of the JVM. In an application container that closes its
 * beans when it stops, closing the {@link org.dcgan.Dcgan} has the same effect, and this class is
 * not needed.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class StopOnExit implements AutoCloseable {
  /**
   * The default limit of the delay. A step of the largest networks on a slow CPU takes seconds, and
   * so does saving them.
   */
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
   * Registers a shutdown hook with a new signal and the {@link #DEFAULT_PATIENCE}.
   *
   * @return the registration; close it after the training and everything that must be done after it
   */
  public static StopOnExit register() {
    return register(new StopSignal(), DEFAULT_PATIENCE);
  }

  /**
   * Registers a shutdown hook.
   *
   * @param signal the signal to request when the process is asked to exit
   * @param patience the maximum delay of the exit, above 0; 292 years and more mean without limit
   * @return the registration; close it after the training and everything that must be done after it
   * @throws IllegalArgumentException if the patience is zero or negative
   */
  public static StopOnExit register(StopSignal signal, Duration patience) {
    requireNonNull(signal, "signal");
    requireNonNull(patience, "patience");

    checkArgument(
        !patience.isNegative() && !patience.isZero(),
        "patience must be a positive duration, got %s",
        patience);
    StopOnExit exit = new StopOnExit(signal, patience);
    try {
      Runtime.getRuntime().addShutdownHook(exit.hook);
    } catch (IllegalStateException e) {
      // The process is already exiting: no training must start.
      signal.request();
    }
    return exit;
  }

  /**
   * Returns the signal to pass to the training.
   *
   * @return a signal that is requested when the process is asked to exit
   */
  public StopSignal signal() {
    return signal;
  }

  /** Removes the shutdown hook, so that the process can exit. Closing it again has no effect. */
  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is already exiting, and the hook ends since this is closed.
    }
  }

  private void stop() {
    signal.request();
    try {
      if (!closed.await(Durations.nanos(patience), TimeUnit.NANOSECONDS)) {
        logger.log(
            System.Logger.Level.WARNING,
            "the training did not end within {0}; the process exits without waiting for it any longer, so that a checkpoint may be missing",
            patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

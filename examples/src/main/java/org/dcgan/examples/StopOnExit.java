package org.dcgan.examples;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.dcgan.training.StopSignal;

/**
 * Lets Ctrl-C and SIGTERM end a training with its model saved: the process asks the training to
 * stop and waits until it has, but not for ever.
 *
 * <pre>{@code
 * StopOnExit.during(plan.stopSignal(), () -> dcgan.train(source, plan));
 * }</pre>
 */
final class StopOnExit {
  /** A step of the largest networks on a slow CPU takes seconds, and saving them some more. */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  private StopOnExit() {}

  /** Work that can be stopped. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /**
   * Does work that the process, when it is asked to end, asks to stop and waits for.
   *
   * @param signal what makes the work stop
   * @param work a training, and what has to be done after it
   * @return the work's result
   * @throws IOException if the work fails
   */
  static <T> T during(StopSignal signal, Work<T> work) throws IOException {
    CountDownLatch done = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              signal.request();
              await(done);
            },
            "stop training");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.run();
    } finally {
      done.countDown();
      remove(hook);
    }
  }

  private static void await(CountDownLatch done) {
    try {
      if (!done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println("training did not stop within a minute; the process ends without it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already.
    }
  }
}

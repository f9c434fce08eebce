package org.dcgan.internal;

import static java.util.Objects.requireNonNull;

import com.google.common.util.concurrent.Uninterruptibles;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Ends threads that read from the source of an application. */
public final class ReaderThreads {
  private static final long PATIENCE_MILLIS = 2_500;

  private ReaderThreads() {}

  /**
   * Ends the threads and waits for what they are reading, because the caller may use or close the
   * source next. Tasks that have not begun are run, so that the caller has to cancel them before.
   * The threads are interrupted only if one of them is still busy after 2.5 seconds, also where the
   * calling thread is interrupted: an interrupt permanently closes the channel that a source reads
   * from. The calling thread stays interrupted if it was.
   *
   * @param readers the threads
   * @return whether all have ended, at most 2.5 seconds after an interrupt
   */
  @CanIgnoreReturnValue
  public static boolean end(ExecutorService readers) {
    requireNonNull(readers, "readers");
    readers.shutdown();
    if (!ended(readers)) {
      readers.shutdownNow().clear();
    }
    return ended(readers);
  }

  private static boolean ended(ExecutorService readers) {
    return Uninterruptibles.awaitTerminationUninterruptibly(
        readers, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }
}

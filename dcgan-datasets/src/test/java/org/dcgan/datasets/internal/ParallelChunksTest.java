package org.dcgan.datasets.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.dcgan.progress.ProgressListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The threads of a job end without an interrupt, which would close the file channel that a source
 * reads from, for good.
 */
@Timeout(60)
class ParallelChunksTest {
  private final CountDownLatch reading = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicBoolean interrupted = new AtomicBoolean();

  private int slow(int index) {
    begun.incrementAndGet();
    reading.countDown();
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      interrupted.set(true);
    }
    ended.incrementAndGet();
    return index;
  }

  private static void run(ParallelChunks.Work<Integer> work) throws IOException {
    try (ProgressListener.Task progress = ProgressListener.none().start("reading", 100, "images");
        ParallelChunks<Integer> chunks = new ParallelChunks<>("reading", 2, progress, work)) {
      chunks.run(0, 100, 10, (first, results) -> {});
    }
  }

  @Test
  void givenAFailure_whenAnotherThreadIsReading_thenItsReadIsCompleted() {
    assertThatThrownBy(
            () ->
                run(
                    index -> {
                      if (index == 0) {
                        Uninterruptibles.awaitUninterruptibly(reading);
                        throw new IOException("the disk is gone");
                      }
                      return slow(index);
                    }))
        .hasMessage("the disk is gone");

    assertThat(interrupted).isFalse();
    assertThat(ended).hasValue(begun.get());
    assertThat(begun).hasValueLessThan(50);
  }

  @Test
  void givenAnInterruptedCaller_whenThreadsAreReading_thenTheirReadsAreCompleted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> run(this::slow)).isInstanceOf(InterruptedIOException.class);

    assertThat(Thread.interrupted()).as("the caller stays interrupted").isTrue();
    assertThat(interrupted).isFalse();
    assertThat(ended).hasValue(begun.get());
    assertThat(begun).hasValueLessThan(20);
  }
}

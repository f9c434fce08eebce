package org.dcgan.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReaderThreadsTest {
  private final ExecutorService readers = Executors.newSingleThreadExecutor();
  private final CountDownLatch reading = new CountDownLatch(1);
  private final CountDownLatch unstuck = new CountDownLatch(1);
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private final AtomicBoolean completed = new AtomicBoolean();

  private void read(Wait wait) {
    reading.countDown();
    try {
      wait.here();
    } catch (InterruptedException e) {
      interrupted.set(true);
    }
    completed.set(true);
  }

  @FunctionalInterface
  private interface Wait {
    void here() throws InterruptedException;
  }

  @Test
  void givenAReadUnderWay_whenEndedByAnInterruptedThread_thenItIsCompletedWithoutAnInterrupt()
      throws Exception {
    readers.execute(() -> read(() -> Thread.sleep(200)));
    reading.await();

    Thread.currentThread().interrupt();
    boolean ended = ReaderThreads.end(readers);

    assertThat(Thread.interrupted()).as("the calling thread stays interrupted").isTrue();
    assertThat(ended).isTrue();
    assertThat(completed).isTrue();
    assertThat(interrupted).isFalse();
  }

  @Test
  void givenAReadThatIsStuckUntilAnInterrupt_whenEnded_thenItIsInterrupted() throws Exception {
    readers.execute(() -> read(unstuck::await));
    reading.await();

    assertThat(ReaderThreads.end(readers)).isTrue();
    assertThat(interrupted).isTrue();
  }

  @Test
  void givenAReadThatIgnoresInterrupts_whenEnded_thenItIsReportedAsBusy() throws Exception {
    readers.execute(() -> read(() -> Uninterruptibles.awaitUninterruptibly(unstuck)));
    reading.await();

    assertThat(ReaderThreads.end(readers)).isFalse();
    unstuck.countDown();
  }
}

package org.dcgan.datasets.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.dcgan.image.InsufficientMemoryException;
import org.dcgan.image.UnreadableImageException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DecodingMemoryTest {
  private static final int MB = 1 << 20;

  private final DecodingMemory memory = new DecodingMemory(10 * MB);
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void givenManyThreads_whenTheyReserve_thenTheSumStaysWithinTheBudget() throws Exception {
    AtomicLong inFlight = new AtomicLong();
    AtomicLong most = new AtomicLong();
    AtomicInteger done = new AtomicInteger();
    List<Future<?>> all = new ArrayList<>();
    for (int t = 0; t < 16; t++) {
      long bytes = (1 + t % 5) * MB;
      all.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 20; i++) {
                  try (DecodingMemory.Hold hold = memory.hold()) {
                    hold.reserve(bytes);
                    most.accumulateAndGet(inFlight.addAndGet(bytes), Math::max);
                    TimeUnit.MICROSECONDS.sleep(200);
                    inFlight.addAndGet(-bytes);
                  }
                  done.incrementAndGet();
                }
                return null;
              }));
    }
    for (Future<?> future : all) {
      future.get();
    }
    assertThat(done).hasValue(320);
    assertThat(most.get()).isBetween(6L * MB, 10L * MB);
  }

  @Test
  void givenAnImageBeyondTheBudget_whenReserved_thenItIsDecodedAlone() throws Exception {
    CountDownLatch small = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger others = new AtomicInteger();
    threads.submit(
        () -> {
          try (DecodingMemory.Hold hold = memory.hold()) {
            hold.reserve(1);
            others.incrementAndGet();
            small.countDown();
            release.await();
            others.decrementAndGet();
          }
          return null;
        });
    small.await();
    Future<Integer> large =
        threads.submit(
            () -> {
              try (DecodingMemory.Hold hold = memory.hold()) {
                hold.reserve(1000L * MB);
                return others.get();
              }
            });
    TimeUnit.MILLISECONDS.sleep(50);
    assertThat(large.isDone()).isFalse();
    release.countDown();
    assertThat(large.get()).isZero();
  }

  @Test
  void givenAHoldWithinAHold_whenTheInnerOneIsClosed_thenTheMemoryIsKept() throws Exception {
    Future<?> other;
    try (DecodingMemory.Hold outer = memory.hold()) {
      try (DecodingMemory.Hold inner = memory.hold()) {
        inner.reserve(6 * MB);
      }
      assertThat(outer).isNotNull();
      other = reserving(6 * MB);
      TimeUnit.MILLISECONDS.sleep(50);
      assertThat(other.isDone()).isFalse();
    }
    other.get();
  }

  private Future<?> reserving(long bytes) {
    return threads.submit(
        () -> {
          try (DecodingMemory.Hold hold = memory.hold()) {
            hold.reserve(bytes);
          }
        });
  }

  @Test
  void givenThreadsThatReserveTwice_whenTheyCompete_thenThereIsNoDeadlock() throws Exception {
    List<Future<?>> all = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      all.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 200; i++) {
                  try (DecodingMemory.Hold hold = memory.hold()) {
                    hold.reserve(4 * MB);
                    hold.reserve(4 * MB);
                  }
                }
              }));
    }
    for (Future<?> future : all) {
      future.get();
    }
  }

  @Test
  void givenAnInterruptedThread_whenItReserves_thenItGetsTheMemoryAndStaysInterrupted()
      throws Exception {
    Future<Boolean> interrupted =
        threads.submit(
            () -> {
              Thread.currentThread().interrupt();
              try (DecodingMemory.Hold hold = memory.hold()) {
                hold.reserve(MB);
              }
              return Thread.interrupted();
            });
    assertThat(interrupted.get()).isTrue();
  }

  @Test
  void givenAnExhaustedHeap_whenDecodedAgain_thenNoOtherImageIsDecoded() throws Exception {
    CountDownLatch small = new CountDownLatch(1);
    AtomicInteger others = new AtomicInteger();
    AtomicInteger attempts = new AtomicInteger();
    threads.submit(
        () -> {
          try (DecodingMemory.Hold hold = memory.hold()) {
            hold.reserve(MB);
            others.incrementAndGet();
            small.countDown();
            TimeUnit.MILLISECONDS.sleep(50);
            others.decrementAndGet();
          }
          return null;
        });
    small.await();
    try (DecodingMemory.Hold hold = memory.hold()) {
      String result =
          hold.decode(
              "a.jpg",
              () -> {
                hold.reserve(MB);
                if (attempts.incrementAndGet() == 1) {
                  throw new OutOfMemoryError("simulated");
                }
                assertThat(others).hasValue(0);
                return "image";
              });
      assertThat(result).isEqualTo("image");
    }
    assertThat(attempts).hasValue(2);
    reserving(10 * MB).get();
  }

  @Test
  void
      givenADecoderThatAllocatesMoreThanTheImageNeeds_whenTheHeapIsSufficient_thenTheImageIsDamaged() {
    assertThatThrownBy(() -> failing(1000))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining("a.jpg")
        .hasMessageContaining("damaged");
  }

  @Test
  void givenAnImageThatExceedsTheHeap_whenDecoded_thenInsufficientMemoryWithTheRemedy()
      throws Exception {
    long bytes = Runtime.getRuntime().maxMemory();
    assertThatThrownBy(() -> failing(bytes))
        .isInstanceOf(InsufficientMemoryException.class)
        .hasMessageContaining("a.jpg")
        .hasMessageContaining("up to " + (bytes + MB - 1) / MB + " MB")
        .hasMessageContaining("-Xmx")
        .hasMessageNotContaining("damaged");
    reserving(10 * MB).get();
  }

  private void failing(long bytes) throws IOException {
    try (DecodingMemory.Hold hold = memory.hold()) {
      hold.decode(
          "a.jpg",
          () -> {
            hold.reserve(bytes);
            throw new OutOfMemoryError("simulated");
          });
    }
  }

  @Test
  void givenWorkOnAnImage_whenTheHeapIsExhausted_thenNeverReportedAsDamage() {
    assertThatThrownBy(
            () -> {
              try (DecodingMemory.Hold hold = memory.hold()) {
                hold.process(
                    () -> "a.jpg",
                    () -> {
                      throw new OutOfMemoryError("simulated");
                    });
              }
            })
        .isInstanceOf(InsufficientMemoryException.class)
        .hasMessageContaining("an unknown amount");
  }
}

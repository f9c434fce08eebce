package org.dcgan.eval.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchesAheadTest {
  private static final ImageShape SHAPE = ImageShape.square(1, 1);

  private final CountDownLatch reading = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger completed = new AtomicInteger();

  private static TestImages images(int size, TestImages.Formula formula) {
    return TestImages.of(size, Optional.of(SHAPE), formula);
  }

  private static Pixels image(int index) {
    return new Pixels(SHAPE, new byte[] {(byte) index});
  }

  /** Each image takes 50 milliseconds, so that a batch of 100 takes longer than a close may. */
  private Pixels slow(int index) {
    begun.incrementAndGet();
    reading.countDown();
    Uninterruptibles.sleepUninterruptibly(50, TimeUnit.MILLISECONDS);
    if (!Thread.currentThread().isInterrupted()) {
      completed.incrementAndGet();
    }
    return image(index);
  }

  /** Waits until released; an interrupt ends it without a result. */
  private Pixels stuck(int index) throws IOException {
    reading.countDown();
    try {
      go.await();
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted at image " + index);
    }
    return image(index);
  }

  @Test
  void givenSevenImages_whenReadInThrees_thenBatchesOfThreeThreeAndOneComeInOrder()
      throws IOException {
    List<Integer> counts = new ArrayList<>();
    List<Float> values = new ArrayList<>();

    try (BatchesAhead batches = new BatchesAhead(images(7, BatchesAheadTest::image), 3)) {
      while (batches.hasNext()) {
        float[] batch = batches.next().toArray();
        counts.add(batch.length);
        for (float value : batch) {
          values.add(value);
        }
      }
      assertThatThrownBy(batches::next)
          .isInstanceOf(NoSuchElementException.class)
          .hasMessageContaining("7 images");
    }

    assertThat(counts).containsExactly(3, 3, 1);
    assertThat(values).hasSize(7).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void givenALongBatchUnderWay_whenClosed_thenItStopsAfterTheImageThatIsBeingRead()
      throws Exception {
    BatchesAhead batches = new BatchesAhead(images(100, this::slow), 100);
    reading.await();

    batches.close();

    int read = begun.get();
    assertThat(read).isBetween(1, 99);
    assertThat(completed).as("images that were read without an interrupt").hasValue(read);
    TimeUnit.MILLISECONDS.sleep(150);
    assertThat(begun).as("images of which reading began after the close").hasValue(read);
  }

  @Test
  void givenAnImageThatCannotBeRead_whenItsBatchIsTaken_thenItsExceptionIsThrown() {
    IOException broken = new IOException("image 4 is broken");

    try (BatchesAhead batches =
        new BatchesAhead(
            images(
                6,
                index -> {
                  if (index == 4) {
                    throw broken;
                  }
                  return image(index);
                }),
            3)) {
      assertThatThrownBy(
              () -> {
                batches.next();
                batches.next();
              })
          .isSameAs(broken);
    }
  }

  @Test
  void givenABatchUnderWay_whenTheTakingThreadIsInterrupted_thenItSaysSoAndStaysInterrupted()
      throws Exception {
    try (BatchesAhead batches = new BatchesAhead(images(1, this::stuck), 1)) {
      reading.await();
      Thread.currentThread().interrupt();

      assertThatThrownBy(batches::next).isInstanceOf(InterruptedIOException.class);

      assertThat(Thread.interrupted()).isTrue();
      go.countDown();
    }
  }

  @Test
  void givenTheMemoryIsFull_whenABatchIsTaken_thenTheErrorIsNotHidden() {
    OutOfMemoryError full = new OutOfMemoryError("Java heap space");

    try (BatchesAhead batches =
        new BatchesAhead(
            images(
                1,
                index -> {
                  throw full;
                }),
            1)) {
      assertThatThrownBy(batches::next).isSameAs(full);
    }
  }
}

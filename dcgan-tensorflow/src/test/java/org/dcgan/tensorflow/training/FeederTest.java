package org.dcgan.tensorflow.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.Lists;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.dcgan.tensorflow.cluster.StopGrace;
import org.dcgan.tensorflow.network.BatchShare;
import org.dcgan.testing.TestImages;
import org.dcgan.training.EpochOrder;
import org.junit.jupiter.api.Test;

/** The images that a step gets. */
class FeederTest {
  private static final ImageShape SHAPE = ImageShape.square(1, 1);
  private static final int BATCH_SIZE = 3;

  /** Each image is one pixel: its own number. */
  private static TestImages numbered(int size) {
    return TestImages.numbered(size, SHAPE);
  }

  private static Feeder feeder(TestImages source, long seed, long first, long last) {
    return new Feeder(source, SHAPE, BATCH_SIZE, EpochOrder.SHUFFLED, seed, first, last);
  }

  private static List<Integer> steps(Feeder feeder, int steps) throws Exception {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      for (byte number : feeder.next().pixels()) {
        numbers.add((int) number);
      }
    }
    return numbers;
  }

  @Test
  void givenAnEpoch_whenFed_thenEveryImageComesOnceInAnOrderOfTheSeedAndTheEpoch()
      throws Exception {
    try (Feeder feeder = feeder(numbered(12), 1, 0, 8);
        Feeder other = feeder(numbered(12), 2, 0, 4)) {
      List<Integer> first = steps(feeder, 4);
      List<Integer> second = steps(feeder, 4);
      List<Integer> all = IntStream.range(0, 12).boxed().toList();
      assertThat(first).containsExactlyInAnyOrderElementsOf(all).isNotEqualTo(all);
      assertThat(second).containsExactlyInAnyOrderElementsOf(all).isNotEqualTo(first);
      assertThat(steps(other, 4))
          .containsExactlyInAnyOrderElementsOf(all)
          .isNotEqualTo(first)
          .isNotEqualTo(second);
    }
  }

  @Test
  void givenAnOrderOfShards_whenFed_thenNeighborsComeTogetherAndEveryImageOnce() throws Exception {
    try (Feeder feeder =
        new Feeder(numbered(96), SHAPE, BATCH_SIZE, EpochOrder.sharded(6, 2), 1, 0, 64)) {
      List<Integer> first = steps(feeder, 32);
      List<Integer> second = steps(feeder, 32);
      assertThat(first)
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 96).boxed().toList())
          .isNotEqualTo(second);
      for (List<Integer> group : Lists.partition(first, 12)) {
        assertThat(group.stream().map(number -> number / 6).distinct()).hasSize(2);
        assertThat(group).isNotEqualTo(group.stream().sorted().toList());
      }
    }
  }

  @Test
  void givenImagesLeftOver_whenFed_thenTheyAreOthersEachEpochAndNoneComesTwice() throws Exception {
    try (Feeder feeder = feeder(numbered(14), 1, 0, 80)) {
      boolean[] seen = new boolean[14];
      for (int epoch = 0; epoch < 20; epoch++) {
        List<Integer> numbers = steps(feeder, 4);
        assertThat(numbers).doesNotHaveDuplicates();
        numbers.forEach(number -> seen[number] = true);
      }
      assertThat(seen).containsOnly(true);
    }
  }

  @Test
  void givenAnyFirstStep_whenFed_thenTheStepsAreThoseOfAFeederFromTheBeginning() throws Exception {
    try (Feeder feeder = feeder(numbered(14).withUnreadable(4, 5), 1, 0, 12);
        Feeder later = feeder(numbered(14).withUnreadable(4, 5), 1, 7, 12)) {
      List<Integer> all = steps(feeder, 12);
      assertThat(steps(later, 5)).isEqualTo(all.subList(7 * BATCH_SIZE, 12 * BATCH_SIZE));
    }
  }

  @Test
  void givenUnreadableImages_whenFed_thenOthersReplaceThemAndEachIsCounted() throws Exception {
    try (Feeder feeder = feeder(numbered(12).withUnreadable(4, 7), 1, 0, 8)) {
      List<Integer> numbers = steps(feeder, 8);
      assertThat(numbers).hasSize(24).doesNotContain(4, 7);
      // Both in both epochs, and whatever stands in may be one of them too.
      assertThat(feeder.unreadable()).isBetween(4L, 8L);
      try (Feeder again = feeder(numbered(12).withUnreadable(4, 7), 1, 0, 8)) {
        assertThat(steps(again, 8)).isEqualTo(numbers);
        assertThat(again.unreadable()).isEqualTo(feeder.unreadable());
      }
    }
  }

  @Test
  void givenLabels_whenFed_thenEachImageHasItsOwnAlsoWhereAnotherReplacesIt() throws Exception {
    TestImages source =
        numbered(12).withUnreadable(4, 7).withLabels(List.of(), index -> 100 + index);
    for (BatchShare share :
        List.of(BatchShare.whole(BATCH_SIZE), BatchShare.of(BATCH_SIZE, 1, 2))) {
      try (Feeder feeder = new Feeder(source, SHAPE, share, EpochOrder.SHUFFLED, 1, 0, 8)) {
        for (int step = 0; step < 8; step++) {
          Feeder.Batch batch = feeder.next();
          assertThat(batch.labels()).hasSize(share.size());
          for (int i = 0; i < share.size(); i++) {
            assertThat(batch.labels()[i]).isEqualTo(100 + batch.pixels()[i]);
          }
        }
      }
    }
  }

  @Test
  void givenOnlyUnreadableImages_whenFed_thenItGivesUpWithTheLastReason() {
    TestImages source = numbered(6).withAllUnreadable();
    try (Feeder feeder = feeder(source, 1, 0, 2)) {
      assertThatThrownBy(() -> feeder.next())
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll(
              "filled(6 of 1x1x1)", "101 images", "could not be read", "is damaged");
    }
  }

  @Test
  void givenASourceThatFailsAsAWhole_whenFed_thenTheErrorNamesTheSourceAndTheReason() {
    TestImages broken =
        TestImages.of(
            6,
            Optional.of(SHAPE),
            index -> {
              throw new IOException("the disk is gone");
            });
    TestImages bug =
        TestImages.of(
            6,
            Optional.of(SHAPE),
            index -> {
              throw new ArithmeticException("by zero");
            });
    try (Feeder feeder = feeder(broken, 1, 0, 2);
        Feeder ofBug = feeder(bug, 1, 0, 2)) {
      assertThatThrownBy(() -> feeder.next())
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("images(6 of 1x1x1)", "the disk is gone");
      assertThatThrownBy(() -> ofBug.next())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("images(6 of 1x1x1)")
          .hasCauseInstanceOf(ArithmeticException.class);
    }
  }

  @Test
  void givenASourceThatIsStuck_whenAskedToEnd_thenTheFeederWaitsForThePatienceOnly()
      throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    TestImages stuck =
        TestImages.of(
            6,
            Optional.of(SHAPE),
            index -> {
              Uninterruptibles.awaitUninterruptibly(end);
              return new Pixels(SHAPE, new byte[1]);
            });
    try (Feeder feeder = feeder(stuck, 1, 0, 2)) {
      Duration patience = Duration.ofMillis(300);
      long began = System.nanoTime();
      assertThat(feeder.nextWithin(new StopGrace(() -> true, patience))).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(patience);

      Thread.currentThread().interrupt();
      assertThat(feeder.nextWithin(new StopGrace(() -> false, patience))).isEmpty();
      assertThat(Thread.interrupted()).isTrue();
      end.countDown();
    }
  }

  @Test
  void givenASourceThatBreaksItsPromiseOfAShape_whenFed_thenTheErrorNamesImageAndShapes() {
    ImageShape larger = ImageShape.square(2, 1);
    TestImages liar =
        TestImages.of(6, Optional.of(SHAPE), index -> new Pixels(larger, new byte[larger.size()]));
    try (Feeder feeder = feeder(liar, 1, 0, 2)) {
      assertThatThrownBy(() -> feeder.next())
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("image #", "2x2x1", "1x1x1");
    }
  }

  @Test
  void givenAReadUnderWay_whenClosed_thenItIsNotInterruptedAndNothingIsReadAfterwards()
      throws Exception {
    // An interrupt would close the file channel that a source reads from, for good.
    CountDownLatch reading = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    AtomicInteger reads = new AtomicInteger();
    TestImages slow =
        TestImages.of(
            300,
            Optional.of(SHAPE),
            index -> {
              reads.incrementAndGet();
              reading.countDown();
              try {
                Thread.sleep(20);
              } catch (InterruptedException e) {
                interrupted.set(true);
              }
              return new Pixels(SHAPE, new byte[1]);
            });
    Feeder feeder = new Feeder(slow, SHAPE, 100, EpochOrder.SHUFFLED, 1, 0, 3);
    reading.await();
    feeder.close();

    int before = reads.get();
    Thread.sleep(100);
    assertThat(reads.get()).isEqualTo(before).isLessThan(20);
    assertThat(interrupted).isFalse();
  }

  @Test
  void givenAnInterruptedThread_whenItCloses_thenItWaitsForTheReadersAndDoesNotInterruptThem()
      throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    AtomicBoolean interrupted = new AtomicBoolean();
    TestImages slow =
        TestImages.of(
            300,
            Optional.of(SHAPE),
            index -> {
              begun.incrementAndGet();
              reading.countDown();
              try {
                Thread.sleep(200);
              } catch (InterruptedException e) {
                interrupted.set(true);
              }
              ended.incrementAndGet();
              return new Pixels(SHAPE, new byte[1]);
            });
    Feeder feeder = new Feeder(slow, SHAPE, 100, EpochOrder.SHUFFLED, 1, 0, 3);
    reading.await();

    Thread.currentThread().interrupt();
    feeder.close();

    assertThat(Thread.interrupted()).as("the closing thread stays interrupted").isTrue();
    assertThat(interrupted).isFalse();
    assertThat(ended).hasValue(begun.get());
  }
}

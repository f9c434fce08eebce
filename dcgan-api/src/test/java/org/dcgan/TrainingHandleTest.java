package org.dcgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.dcgan.architecture.Architecture;
import org.dcgan.training.Losses;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingProgress;
import org.dcgan.training.TrainingSummary;
import org.dcgan.training.TrainingSummary.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A handle follows, stops and awaits its training from any thread. */
@Timeout(60)
class TrainingHandleTest {
  private static final Losses LOSSES = new Losses(1, 2, 0.5, 0.5);
  private static final Executor NEW_THREAD = task -> new Thread(task, "training").start();

  private static TrainingSummary summary(Outcome outcome) {
    return new TrainingSummary(
        outcome, 3, 0, 3, LOSSES, Duration.ofSeconds(1), 10, 0, 0, Optional.empty());
  }

  /** Runs until it is stopped, and then "saves" until it is permitted to end. */
  private static final class Endless implements TrainingHandle.Training {
    final CountDownLatch running = new CountDownLatch(1);
    final CountDownLatch saving = new CountDownLatch(1);
    final CountDownLatch saved = new CountDownLatch(1);

    @Override
    public TrainingSummary run(StopSignal stop, TrainingListener progress) throws IOException {
      running.countDown();
      try {
        while (!stop.requested()) {
          Thread.sleep(1);
        }
        saving.countDown();
        saved.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return summary(Outcome.STOPPED);
    }
  }

  private static TrainingEvent.StepEnd step(long step, int epoch) {
    return new TrainingEvent.StepEnd(step, epoch, LOSSES, Duration.ZERO, Duration.ZERO);
  }

  @Test
  void givenARunningTraining_whenStopped_thenAwaitReturnsItsSummaryAfterItHasSaved()
      throws Exception {
    Endless training = new Endless();
    TrainingHandle handle = TrainingHandle.start(NEW_THREAD, training);
    training.running.await();
    assertThat(handle.await(Duration.ofMillis(1))).isEmpty();

    handle.stop();
    training.saving.await();

    assertThat(handle.isDone()).isFalse();
    assertThat(handle.future()).isNotDone();
    training.saved.countDown();
    assertThat(handle.await().outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(handle.future().join().outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(handle.await(Duration.ZERO)).isPresent();
    handle.stop();
    assertThat(handle.await().outcome()).isEqualTo(Outcome.STOPPED);
  }

  @Test
  void givenARunningTraining_whenItsFutureIsCancelled_thenItStopsAndAwaitWaitsForIt()
      throws Exception {
    Endless training = new Endless();
    TrainingHandle handle = TrainingHandle.start(NEW_THREAD, training);
    training.running.await();

    assertThat(handle.future().cancel(true)).isTrue();
    training.saving.await();

    assertThat(handle.future()).isCancelled();
    assertThat(handle.isDone()).isFalse();
    training.saved.countDown();
    assertThat(handle.await().outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(handle.future()).isCancelled();
  }

  @Test
  void givenAFutureWithATimeout_whenItPasses_thenTheTrainingStops() throws Exception {
    Endless training = new Endless();
    training.saved.countDown();
    TrainingHandle handle = TrainingHandle.start(NEW_THREAD, training);

    CompletableFuture<TrainingSummary> unused =
        handle.future().orTimeout(20, TimeUnit.MILLISECONDS);

    assertThat(handle.await().outcome()).isEqualTo(Outcome.STOPPED);
  }

  @Test
  void givenATrainingThatWaitsForItsExecutor_whenStopped_thenItNeverRuns() throws Exception {
    List<Runnable> queue = new ArrayList<>();
    AtomicInteger runs = new AtomicInteger();
    for (boolean byFuture : new boolean[] {false, true}) {
      TrainingHandle handle =
          TrainingHandle.start(
              queue::add,
              (stop, progress) -> {
                runs.incrementAndGet();
                return summary(Outcome.COMPLETED);
              });
      assertThat(handle.progress().state()).isEqualTo(TrainingProgress.State.WAITING);
      assertThat(handle.progress().fraction()).isZero();

      if (byFuture) {
        handle.future().cancel(false);
      } else {
        handle.stop();
      }

      assertThat(handle.isDone()).isTrue();
      assertThat(handle.future()).isCancelled();
      assertThat(handle.progress().state()).isEqualTo(TrainingProgress.State.ENDED);
      assertThatThrownBy(handle::await)
          .isInstanceOf(CancellationException.class)
          .hasMessageContaining("before the executor started it");
    }
    queue.forEach(Runnable::run);
    assertThat(runs).hasValue(0);
  }

  @Test
  void givenAnExecutorThatRefuses_whenStarted_thenTheCallerIsTold() {
    Executor refusing =
        task -> {
          throw new RejectedExecutionException("shut down");
        };

    assertThatThrownBy(
            () -> TrainingHandle.start(refusing, (stop, progress) -> summary(Outcome.COMPLETED)))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("shut down");
  }

  @Test
  void givenATrainingThatFails_whenAwaited_thenItsOwnExceptionIsThrownEachTime() throws Exception {
    for (Throwable problem :
        List.of(
            new IOException("disk"), new DivergedException("NaN"), new OutOfMemoryError("heap"))) {
      TrainingHandle handle =
          TrainingHandle.start(
              NEW_THREAD,
              (stop, progress) -> {
                if (problem instanceof IOException e) {
                  throw e;
                } else if (problem instanceof RuntimeException e) {
                  throw e;
                }
                throw (Error) problem;
              });

      assertThatThrownBy(handle::await).isSameAs(problem);
      assertThatThrownBy(() -> handle.await(Duration.ofDays(Long.MAX_VALUE / 86_400)))
          .isSameAs(problem);
      assertThatThrownBy(() -> handle.future().join())
          .isInstanceOf(CompletionException.class)
          .hasCause(problem);
      assertThat(handle.isDone()).isTrue();
      assertThat(handle.progress().state()).isEqualTo(TrainingProgress.State.ENDED);
    }
  }

  /** As Kotlin and Scala do, which do not check exceptions. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> TrainingSummary sneaky(Throwable problem) throws E {
    throw (E) problem;
  }

  @Test
  void givenAnUndeclaredCheckedException_whenAwaited_thenItIsTheCauseAndNotACancellation() {
    Exception problem = new Exception("checked");

    TrainingHandle handle =
        TrainingHandle.start(
            NEW_THREAD, (stop, progress) -> TrainingHandleTest.<RuntimeException>sneaky(problem));

    assertThatThrownBy(handle::await)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("checked")
        .hasCause(problem);
  }

  @Test
  void givenATraining_whenItWaitsForItself_thenItIsRefusedInsteadOfHanging() throws Exception {
    CompletableFuture<TrainingHandle> self = new CompletableFuture<>();
    TrainingHandle handle =
        TrainingHandle.start(
            NEW_THREAD,
            (stop, progress) -> {
              assertThatThrownBy(() -> self.join().await())
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("cannot wait for its own end");
              return summary(Outcome.COMPLETED);
            });
    self.complete(handle);

    assertThat(handle.await().outcome()).isEqualTo(Outcome.COMPLETED);
  }

  @Test
  void givenAFunctionOfTheFuture_whenItAwaitsTheTraining_thenItDoesNotHang() throws Exception {
    Endless training = new Endless();
    TrainingHandle handle = TrainingHandle.start(NEW_THREAD, training);
    training.running.await();
    CompletableFuture<Outcome> outcome =
        handle
            .future()
            .thenApply(
                summary -> {
                  try {
                    return handle.await().outcome();
                  } catch (Exception e) {
                    throw new CompletionException(e);
                  }
                });

    handle.stop();
    training.saved.countDown();

    assertThat(outcome.get()).isEqualTo(Outcome.STOPPED);
  }

  @Test
  void givenAThreadThatAwaits_whenItIsInterrupted_thenTheTrainingContinues() throws Exception {
    Endless training = new Endless();
    TrainingHandle handle = TrainingHandle.start(NEW_THREAD, training);
    training.running.await();

    Thread.currentThread().interrupt();
    assertThatThrownBy(handle::await).isInstanceOf(InterruptedException.class);

    assertThat(training.saving.getCount()).isEqualTo(1);
    training.saved.countDown();
    training.running.await();
    handle.stop();
    assertThat(handle.await().outcome()).isEqualTo(Outcome.STOPPED);
  }

  @Test
  void givenAnExecutorThatRunsInTheCaller_whenStarted_thenTheHandleIsDone() throws Exception {
    TrainingHandle handle =
        TrainingHandle.start(Runnable::run, (stop, progress) -> summary(Outcome.COMPLETED));

    assertThat(handle.isDone()).isTrue();
    assertThat(handle.await().outcome()).isEqualTo(Outcome.COMPLETED);
  }

  @Test
  void givenManyThreads_whenTheyStopAwaitAndLook_thenAllGetTheSameSummary() throws Exception {
    for (int round = 0; round < 50; round++) {
      Endless training = new Endless();
      training.saved.countDown();
      TrainingHandle handle = TrainingHandle.start(NEW_THREAD, training);
      training.running.await();
      List<CompletableFuture<TrainingSummary>> threads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        boolean stops = i % 2 == 0;
        threads.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    if (stops) {
                      handle.stop();
                    }
                    assertThat(handle.progress().state())
                        .isNotEqualTo(TrainingProgress.State.WAITING);
                    return handle.await();
                  } catch (Exception e) {
                    throw new CompletionException(e);
                  }
                },
                NEW_THREAD));
      }
      TrainingSummary expected = handle.await();
      for (CompletableFuture<TrainingSummary> thread : threads) {
        assertThat(thread.get()).isSameAs(expected);
      }
    }
  }

  @Test
  void givenEvents_whenProgressIsAskedFor_thenItFollowsThem() throws Exception {
    AtomicReference<TrainingHandle> handle = new AtomicReference<>();
    CountDownLatch set = new CountDownLatch(1);
    List<TrainingProgress> seen = new ArrayList<>();
    handle.set(
        TrainingHandle.start(
            NEW_THREAD,
            (stop, progress) -> {
              try {
                set.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              progress.on(step(101, 1));
              seen.add(handle.get().progress());
              progress.on(new TrainingEvent.RolledBack(101, 90, 1, Path.of("run/90")));
              seen.add(handle.get().progress());
              return summary(Outcome.COMPLETED);
            }));
    set.countDown();
    handle.get().await();

    assertThat(seen.get(0).state()).isEqualTo(TrainingProgress.State.RUNNING);
    assertThat(seen.get(0).step()).isEqualTo(101);
    assertThat(seen.get(0).losses()).contains(LOSSES);
    assertThat(seen.get(1).step()).isEqualTo(90);
    assertThat(handle.get().progress().state()).isEqualTo(TrainingProgress.State.ENDED);
    assertThat(handle.get().toString()).startsWith("TrainingHandle[ENDED, step 3 of ");
  }

  @Test
  void givenATrainingThatMakesNoStep_whenItEnds_thenOnlyACompleteRunHasItsWholeShare() {
    ProgressTracker complete = new ProgressTracker();
    complete.begin();
    complete.end(ended(Outcome.COMPLETED, 100));
    ProgressTracker stopped = new ProgressTracker();
    stopped.begin();
    stopped.end(ended(Outcome.STOPPED, 100));

    assertThat(complete.now().fraction()).isEqualTo(1);
    assertThat(complete.now().totalSteps()).isEqualTo(100);
    assertThat(stopped.now().fraction()).isZero();
    assertThat(stopped.now().totalSteps()).as("the length, which is not known").isZero();
    assertThat(stopped.now().step()).isEqualTo(100);
  }

  private static TrainingSummary ended(Outcome outcome, long step) {
    return new TrainingSummary(
        outcome, 0, 0, step, LOSSES, Duration.ZERO, 0, 0, 0, Optional.empty());
  }

  @Test
  void givenACheckpointAfterTheOneThatIsRestored_whenRolledBack_thenItIsNoLongerTheLast() {
    ProgressTracker tracker = new ProgressTracker();
    tracker.begin();

    tracker.on(new TrainingEvent.Saved(20, Path.of("run/20")));
    tracker.on(new TrainingEvent.RolledBack(25, 10, 1, Path.of("run/10")));

    assertThat(tracker.now().saved()).contains(Path.of("run/10"));
  }

  @Test
  void givenATrainingByTime_whenItsLengthIsFixed_thenProgressIsMeasuredInSteps() {
    ProgressTracker tracker = new ProgressTracker();
    tracker.begin();
    tracker.on(
        new TrainingEvent.Started(
            Architecture.svhn32(),
            TrainingPlan.builder().duration(Duration.ofNanos(1)).decay(0.5).build(),
            "noise",
            100,
            50,
            0,
            "here",
            Optional.empty()));
    tracker.on(step(150, 1));
    TrainingProgress byTime = tracker.now();
    tracker.on(new TrainingEvent.LengthFixed(150, 200));
    TrainingProgress bySteps = tracker.now();

    assertThat(byTime.timeLimit().orElseThrow()).isBetween(Duration.ofNanos(1), byTime.elapsed());
    assertThat(byTime.totalSteps()).isZero();
    assertThat(byTime.remaining()).contains(Duration.ZERO); // by the clock, it would have ended
    assertThat(bySteps.timeLimit()).isEmpty();
    assertThat(bySteps.totalSteps()).isEqualTo(200);
    assertThat(bySteps.fraction()).isEqualTo(0.5);
    assertThat(bySteps.remaining()).contains(bySteps.elapsed());
  }

  @Test
  void givenHalfOfTheSteps_whenTheRemainingTimeIsEstimated_thenItIsTheTimeSoFar() {
    TrainingProgress half =
        new TrainingProgress(
            TrainingProgress.State.RUNNING,
            100,
            150,
            200,
            1,
            Optional.of(LOSSES),
            Duration.ofSeconds(10),
            Optional.empty());

    assertThat(half.fraction()).isEqualTo(0.5);
    assertThat(half.remaining()).contains(Duration.ofSeconds(10));
  }
}

package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.dcgan.TrainingHandle;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.tensorflow.model.TensorFlowDcgan;
import org.dcgan.testing.TestImages;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingProgress;
import org.dcgan.training.TrainingSummary;
import org.dcgan.training.TrainingSummary.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trainings on an executor of the application. */
@Timeout(120)
class AsyncTrainingTest {
  private static final TestImages IMAGES = Models.noise(16);

  private final ExecutorService executor = Executors.newSingleThreadExecutor();

  @TempDir private Path folder;

  @AfterEach
  void shutDown() {
    executor.shutdownNow();
  }

  private TrainingPlan endless() {
    return Models.plan().epochs(100_000).checkpoints(folder).build();
  }

  /** Counts steps. */
  private static final class Steps implements TrainingListener {
    final CountDownLatch some = new CountDownLatch(3);

    @Override
    public void onStep(TrainingEvent.StepEnd event) {
      some.countDown();
    }
  }

  @Test
  void givenATraining_whenItRunsOnAnExecutor_thenItsBitsAreThoseOfATrainingInTheCaller()
      throws Exception {
    try (TensorFlowDcgan model = Models.tiny();
        TensorFlowDcgan other = Models.tiny()) {
      List<TrainingProgress> seen = new ArrayList<>();
      CountDownLatch ready = new CountDownLatch(1);
      List<TrainingHandle> handles = new ArrayList<>();
      TrainingListener listener =
          new TrainingListener() {
            @Override
            public void onStep(TrainingEvent.StepEnd event) {
              try {
                ready.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              seen.add(handles.get(0).progress());
            }
          };

      handles.add(
          model.trainAsync(IMAGES, Models.plan().checkpoints(folder).build(), executor, listener));
      ready.countDown();
      TrainingSummary summary = handles.get(0).await();

      other.train(IMAGES, Models.plan().build());
      Models.assertSameBits(Models.state(model), Models.state(other));
      assertThat(summary.outcome()).isEqualTo(Outcome.COMPLETED);
      assertThat(handles.get(0).future().get()).isSameAs(summary);
      assertThat(seen).extracting(TrainingProgress::step).containsExactly(1L, 2L, 3L, 4L);
      assertThat(seen).extracting(TrainingProgress::fraction).containsExactly(0.25, 0.5, 0.75, 1.0);
      assertThat(seen).allMatch(progress -> progress.epoch() == 1 && progress.losses().isPresent());
      TrainingProgress last = handles.get(0).progress();
      assertThat(last.state()).isEqualTo(TrainingProgress.State.ENDED);
      assertThat(last.saved()).isEqualTo(summary.saved()).isPresent();
      assertThat(last.totalSteps()).isEqualTo(4);

      // The run is complete: nothing is trained, and it is told as such.
      try (TensorFlowDcgan again = Models.tiny()) {
        TrainingHandle complete =
            again.trainAsync(IMAGES, Models.plan().checkpoints(folder).build(), executor);
        assertThat(complete.await().wasComplete()).isTrue();
        assertThat(complete.progress().step()).isEqualTo(4);
        assertThat(complete.progress().fraction()).isEqualTo(1);
      }
    }
  }

  @Test
  void givenATraining_whenStoppedOrCancelled_thenItIsSavedAndResumes() throws Exception {
    long stoppedAt = 0;
    for (boolean byFuture : new boolean[] {false, true}) {
      try (TensorFlowDcgan model = Models.tiny()) {
        Steps steps = new Steps();
        TrainingHandle training = model.trainAsync(IMAGES, endless(), executor, steps);
        steps.some.await();

        if (byFuture) {
          training.future().cancel(true);
        } else {
          training.stop();
        }

        TrainingSummary summary = training.await();
        assertThat(summary.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(summary.step()).isEqualTo(stoppedAt + summary.steps());
        assertThat(summary.saved()).isPresent();
        stoppedAt = summary.step();
        try (TensorFlowDcgan saved = Models.load(folder)) {
          assertThat(saved.step()).isEqualTo(stoppedAt);
          Models.assertSameBits(Models.state(saved), Models.state(model));
        }
      }
    }
  }

  @Test
  void givenATraining_whenItsExecutorIsShutDownNow_thenItIsSavedAsInterrupted() throws Exception {
    try (TensorFlowDcgan model = Models.tiny()) {
      Steps steps = new Steps();
      TrainingHandle training = model.trainAsync(IMAGES, endless(), executor, steps);
      steps.some.await();

      executor.shutdownNow();

      TrainingSummary summary = training.await();
      assertThat(summary.outcome()).isEqualTo(Outcome.INTERRUPTED);
      try (TensorFlowDcgan saved = Models.load(folder)) {
        assertThat(saved.step()).isEqualTo(summary.step());
      }
      assertThatThrownBy(() -> model.trainAsync(IMAGES, endless(), executor))
          .isInstanceOf(RejectedExecutionException.class);
    }
  }

  @Test
  void givenATraining_whenItsModelIsClosed_thenItIsSavedAndOneThatWaitsFails() throws Exception {
    TensorFlowDcgan model = Models.tiny();
    Steps steps = new Steps();
    TrainingHandle running = model.trainAsync(IMAGES, endless(), executor, steps);
    TrainingHandle waiting = model.trainAsync(IMAGES, endless(), executor);
    steps.some.await();

    model.close();

    assertThat(running.await().outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(running.await().saved()).isPresent();
    assertThatThrownBy(waiting::await)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is closed");
  }

  @Test
  void givenATraining_whenAnotherOfTheSameModelIsStarted_thenOnlyTheOtherFails() throws Exception {
    ExecutorService two = Executors.newFixedThreadPool(2);
    try (TensorFlowDcgan model = Models.tiny()) {
      Steps steps = new Steps();
      TrainingHandle first = model.trainAsync(IMAGES, endless(), two, steps);
      steps.some.await();

      TrainingHandle second = model.trainAsync(IMAGES, Models.plan().build(), two);

      assertThatThrownBy(second::await)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is being trained by another thread");
      assertThat(first.isDone()).isFalse();
      first.stop();
      assertThat(first.await().outcome()).isEqualTo(Outcome.STOPPED);
    } finally {
      two.shutdownNow();
    }
  }

  @Test
  void givenAListenerThatThrows_whenATrainingRuns_thenItIsSavedAndTheExceptionIsThatOfTheHandle()
      throws Exception {
    IllegalArgumentException broken = new IllegalArgumentException("broken listener");
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStep(TrainingEvent.StepEnd event) {
            if (event.step() == 2) {
              throw broken;
            }
          }
        };
    try (TensorFlowDcgan model = Models.tiny()) {
      TrainingHandle training = model.trainAsync(IMAGES, endless(), executor, listener);

      assertThatThrownBy(training::await).isSameAs(broken);

      assertThat(training.future()).isCompletedExceptionally();
      assertThat(training.progress().step()).isEqualTo(2);
      assertThat(training.progress().saved()).isPresent();
      try (TensorFlowDcgan saved = Models.load(folder)) {
        assertThat(saved.step()).isEqualTo(2);
      }
    }
  }

  @Test
  void givenImagesOfAnotherShape_whenTrained_thenTheHandleTells() throws Exception {
    try (TensorFlowDcgan model = Models.tiny()) {
      TrainingHandle training =
          model.trainAsync(IMAGES, Models.plan().batchSize(17).build(), executor);

      assertThatThrownBy(training::await)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("batchSize is 17");
    }
  }

  @Test
  void givenAProgressListener_whenSampledInBatches_thenItCountsWhatTheConsumerHasTaken()
      throws Exception {
    try (TensorFlowDcgan model = Models.trained()) {
      List<Long> counts = new ArrayList<>();
      List<Images> batches = new ArrayList<>();
      List<String> calls = new ArrayList<>();

      model.sampleInBatches(
          600,
          7,
          (name, total, unit) -> {
            calls.add(name + " " + total + " " + unit);
            return counts::add;
          },
          batches::add);

      assertThat(calls).containsExactly("sampling 600 images");
      assertThat(counts).containsExactly(256L, 256L, 88L);
      assertThat(Images.concat(batches)).isEqualTo(model.sample(600, 7));
      assertThat(batches.get(0).shape()).isEqualTo(ImageShape.square(16, 3));
    }
  }
}

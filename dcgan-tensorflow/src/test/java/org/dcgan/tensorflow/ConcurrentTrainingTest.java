package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dcgan.Dcgan;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.inspect.GuidedRule;
import org.dcgan.inspect.UnitGradients;
import org.dcgan.tensorflow.model.TensorFlowDcgan;
import org.dcgan.testing.ChildJvm;
import org.dcgan.testing.TestImages;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.dcgan.training.TrainingSummary.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Other threads, listeners and the end of the process act on a model that is being trained. */
@Timeout(120)
class ConcurrentTrainingTest {
  private static final TestImages IMAGES = Models.noise(16);

  @TempDir private Path folder;

  private interface StepListener extends TrainingListener {
    void step(TrainingEvent.StepEnd event) throws Exception;

    @Override
    default void onStep(TrainingEvent.StepEnd event) {
      try {
        step(event);
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  // Looking

  /**
   * D's first convolution has neither bias nor normalization, and a leaky rectifier has no offset.
   * So the product of an image with the gradient of a response is the response, if both belong to
   * the same weights.
   */
  @Test
  void givenATraining_whenGradientsAreComputedMeanwhile_thenTheyAreThoseOfTheResponses()
      throws Exception {
    Images some = Images.read(IMAGES, 0, 1, 2);
    AdamOptions fast = AdamOptions.DEFAULT.toBuilder().learningRate(0.01).build();
    TrainingPlan plan =
        TrainingPlan.builder()
            .steps(150)
            .batchSize(4)
            .samplesPerEpoch(2)
            .discriminatorAdam(fast)
            .build();
    try (TensorFlowDcgan model = Models.tiny()) {
      model.train(IMAGES, Models.plan().build());
      CompletableFuture<TrainingSummary> training =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return model.train(IMAGES, plan);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });

      int looked = 0;
      while (!training.isDone() || looked == 0) {
        UnitGradients found =
            model.discriminator().guidedGradients(some, "convolution1", 1, GuidedRule.PLAIN);
        for (int n = 0; n < some.count(); n++) {
          float[] image = some.slice(n, n + 1).toArray();
          float[] gradient = found.gradients().slice(n, n + 1).toArray();
          double product = 0;
          for (int i = 0; i < image.length; i++) {
            product += (double) image[i] * gradient[i];
          }
          double response = found.responses().get(n).value();
          assertThat(product).isCloseTo(response, within(1e-4 * Math.abs(response) + 1e-6));
        }
        looked++;
      }

      assertThat(training.get().outcome()).isEqualTo(Outcome.COMPLETED);
      assertThat(looked).isGreaterThan(3);
    }
  }

  // Closing

  @Test
  void givenATraining_whenItsModelIsClosedByAnotherThread_thenItIsSavedAndEnds() throws Exception {
    TensorFlowDcgan model = Models.tiny();
    CountDownLatch begun = new CountDownLatch(3);
    StepListener listener = event -> begun.countDown();
    CompletableFuture<TrainingSummary> training =
        training(
            () ->
                model.train(
                    IMAGES, Models.plan().epochs(100_000).checkpoints(folder).build(), listener));
    begun.await();

    model.close();

    TrainingSummary summary = training.get(5, TimeUnit.SECONDS);
    assertThat(summary.outcome()).isEqualTo(Outcome.STOPPED);
    assertThatThrownBy(() -> model.sample(1)).hasMessageContaining("is closed");
    try (TensorFlowDcgan saved = Models.load(folder)) {
      assertThat(saved.step()).isEqualTo(summary.step()).isGreaterThanOrEqualTo(3);
    }
    StopAt stop = new StopAt(summary.step() + 1);
    try (TensorFlowDcgan resumed = Models.tiny()) {
      resumed.train(
          IMAGES, Models.plan().epochs(100_000).checkpoints(folder).build(), stop.signal(), stop);
      assertThat(resumed.step()).isEqualTo(summary.step() + 1);
    }
  }

  @Test
  void givenAListener_whenItClosesItsModel_thenTheTrainingIsSavedAndTheModelClosed()
      throws Exception {
    TensorFlowDcgan model = Models.tiny();
    StepListener listener =
        event -> {
          if (event.step() == 3) {
            model.close();
            // It is this training that has to be saved, so that it may still be looked at.
            assertThat(model.sample(2).count()).isEqualTo(2);
          }
        };

    TrainingSummary summary =
        model.train(IMAGES, Models.plan().epochs(9).checkpoints(folder).build(), listener);

    assertThat(summary.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(summary.step()).isEqualTo(3);
    assertThat(summary.saved()).isPresent();
    assertThatThrownBy(() -> model.sample(1)).hasMessageContaining("is closed");
  }

  @Test
  void givenAnInterruptedThread_whenItClosesAModelInTraining_thenItDoesNotWait() throws Exception {
    TensorFlowDcgan model = Models.tiny();
    CountDownLatch inListener = new CountDownLatch(1);
    CountDownLatch proceed = new CountDownLatch(1);
    StepListener listener =
        event -> {
          inListener.countDown();
          proceed.await();
        };
    CompletableFuture<TrainingSummary> training =
        training(() -> model.train(IMAGES, Models.plan().epochs(99).build(), listener));
    inListener.await();

    Thread.currentThread().interrupt();
    model.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(training).isNotDone();
    proceed.countDown();
    assertThat(training.get().outcome()).isEqualTo(Outcome.STOPPED);
    assertThatThrownBy(() -> model.train(IMAGES, Models.plan().build()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is closed");
  }

  @Test
  void givenASourceThatHangs_whenTheModelIsClosed_thenTheTrainingEndsNevertheless()
      throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    TestImages noise = Models.noise(8);
    org.dcgan.image.ImageSource hanging =
        new org.dcgan.image.ImageSource() {
          @Override
          public int size() {
            return noise.size();
          }

          @Override
          public java.util.Optional<org.dcgan.image.ImageShape> shape() {
            return noise.shape();
          }

          @Override
          public Pixels read(int index) throws IOException {
            reading.countDown();
            try {
              Thread.sleep(Duration.ofHours(1).toMillis());
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return noise.read(index);
          }

          @Override
          public String description() {
            return "hanging";
          }
        };
    TensorFlowDcgan model = Models.tiny();
    CompletableFuture<TrainingSummary> training =
        training(() -> model.train(hanging, Models.plan().build()));
    reading.await();

    model.close();

    assertThat(training.get(5, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.STOPPED);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process cannot be asked to end there")
  void givenAShutdownHookThatClosesTheModel_whenTheProcessIsTerminated_thenTheRunIsSavedAndResumes()
      throws Exception {
    Process process =
        ChildJvm.of(Child.class, folder)
            .options("-Xmx256m", "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0")
            .start();
    try {
      assertThat(process.inputReader().readLine()).isEqualTo("training");
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("the process ended").isTrue();
    } finally {
      process.destroyForcibly();
    }
    try (TensorFlowDcgan saved = Models.load(folder)) {
      // Nothing but the stop saves this run: an epoch takes hours.
      assertThat(saved.step()).isGreaterThanOrEqualTo(5);
    }
  }

  /** A process that trains, and closes its model when it is asked to end. */
  static final class Child {
    public static void main(String[] arguments) throws IOException {
      TensorFlowDcgan model = Models.tiny();
      Runtime.getRuntime().addShutdownHook(new Thread(model::close));
      StepListener listener =
          event -> {
            if (event.step() == 5) {
              System.out.println("training");
            }
          };
      model.train(
          Models.noise(4_000_000),
          Models.plan().checkpoints(Path.of(arguments[0])).build(),
          listener);
    }
  }

  // Listeners

  @Test
  void givenAListener_whenItTrainsTheSameModel_thenItIsRefusedAndTheRunGoesOn() throws Exception {
    List<Throwable> refused = new ArrayList<>();
    try (TensorFlowDcgan disturbed = Models.tiny();
        TensorFlowDcgan other = Models.tiny()) {
      StepListener listener =
          event -> {
            refused.add(thrown(() -> disturbed.train(IMAGES, Models.plan().build())));
            refused.add(thrown(() -> disturbed.gatherStatistics(IMAGES, 4)));
            refused.add(
                thrown(
                    () -> training(() -> disturbed.train(IMAGES, Models.plan().build())).join()));
          };
      assertThat(disturbed.train(IMAGES, Models.plan().build(), listener).steps()).isEqualTo(4);
      other.train(IMAGES, Models.plan().build());

      assertThat(refused)
          .hasSize(12)
          .allSatisfy(
              e ->
                  assertThat(e)
                      .rootCause()
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessageContaining("is being trained by"));
      Models.assertSameBits(Models.state(disturbed), Models.state(other));
      // And when it is over, it is over.
      disturbed.train(IMAGES, Models.plan().build());
    }
  }

  @Test
  void givenAListener_whenItWaitsForAnotherThreadsSamples_thenNothingHangsAndNothingChanges()
      throws Exception {
    List<Images> samples = new ArrayList<>();
    Path saved = folder.resolve("saved");
    try (TensorFlowDcgan watched = Models.tiny();
        TensorFlowDcgan other = Models.tiny()) {
      StepListener listener =
          event -> {
            samples.add(CompletableFuture.supplyAsync(() -> watched.sample(2, 1)).get());
            CompletableFuture.runAsync(() -> run(() -> watched.save(saved))).get();
          };
      watched.train(IMAGES, Models.plan().generatorEmaDecay(0.5).build(), listener);
      other.train(IMAGES, Models.plan().generatorEmaDecay(0.5).build());

      assertThat(samples).hasSize(4).doesNotHaveDuplicates();
      Models.assertSameBits(Models.state(watched), Models.state(other));
      try (TensorFlowDcgan loaded = Models.load(saved)) {
        assertThat(loaded.sample(2, 1)).isEqualTo(watched.sample(2, 1));
      }
    }
  }

  @Test
  void givenAListenerThatWaitsForAClose_whenClosedByAnotherThread_thenBothEnd() throws Exception {
    TensorFlowDcgan model = Models.tiny();
    AtomicBoolean closed = new AtomicBoolean();
    StepListener listener =
        event -> {
          Thread closer =
              new Thread(
                  () -> {
                    model.close();
                    closed.set(true);
                  });
          closer.start();
          closer.interrupt();
          closer.join();
        };

    TrainingSummary summary = model.train(IMAGES, Models.plan().build(), listener);

    assertThat(closed).isTrue();
    assertThat(summary.outcome()).isEqualTo(Outcome.STOPPED);
  }

  // Beside each other

  @Test
  void givenThreadsThatSampleAndSave_whenTheModelIsTrainedMeanwhile_thenAllComplete()
      throws Exception {
    try (TensorFlowDcgan model = Models.trained()) {
      StopSignal stop = new StopSignal();
      AtomicBoolean over = new AtomicBoolean();
      List<CompletableFuture<Integer>> served = new ArrayList<>();
      for (int thread = 0; thread < 3; thread++) {
        Path saved = folder.resolve("saved" + thread);
        served.add(
            CompletableFuture.supplyAsync(
                () -> {
                  int rounds = 0;
                  while (!over.get()) {
                    assertThat(model.sample(3, 5).count()).isEqualTo(3);
                    rounds++;
                  }
                  run(() -> model.save(saved));
                  return rounds;
                }));
      }
      TrainingSummary summary = model.train(IMAGES, Models.plan().epochs(25).build(), stop);
      over.set(true);

      assertThat(summary.steps()).isEqualTo(100);
      for (CompletableFuture<Integer> server : served) {
        assertThat(server.get()).isGreaterThan(10);
      }
      for (int thread = 0; thread < 3; thread++) {
        try (Dcgan loaded = Models.load(folder.resolve("saved" + thread))) {
          assertThat(loaded.sample(3, 5)).isEqualTo(model.sample(3, 5));
        }
      }
    }
  }

  @Test
  void givenAModelThatSamples_whenItIsClosedByAnotherThread_thenTheSamplesAreCompleteOrRefused()
      throws Exception {
    for (int round = 0; round < 4; round++) {
      TensorFlowDcgan model = Models.trained();
      CountDownLatch begun = new CountDownLatch(1);
      CompletableFuture<Throwable> server =
          CompletableFuture.supplyAsync(
              () -> {
                while (true) {
                  try {
                    assertThat(model.sample(100, 5).count()).isEqualTo(100);
                    begun.countDown();
                  } catch (IllegalStateException e) {
                    return e;
                  }
                }
              });
      begun.await();

      model.close();

      assertThat(server.get()).hasMessageContaining("is closed");
    }
  }

  private interface Action {
    void run() throws Exception;
  }

  private interface Call<R> {
    R run() throws Exception;
  }

  private static void run(Action action) {
    try {
      action.run();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Throwable thrown(Action action) {
    try {
      action.run();
    } catch (Exception e) {
      return new Exception(e);
    }
    throw new AssertionError("nothing was thrown");
  }

  private static CompletableFuture<TrainingSummary> training(Call<TrainingSummary> call) {
    CompletableFuture<TrainingSummary> result = new CompletableFuture<>();
    new Thread(
            () -> {
              try {
                result.complete(call.run());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            },
            "training")
        .start();
    return result;
  }
}

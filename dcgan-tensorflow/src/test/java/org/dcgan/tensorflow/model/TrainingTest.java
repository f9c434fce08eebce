package org.dcgan.tensorflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;
import static org.dcgan.tensorflow.Models.assertSameBits;
import static org.dcgan.tensorflow.Models.plan;
import static org.dcgan.tensorflow.Models.state;
import static org.dcgan.tensorflow.Models.tiny;
import static org.dcgan.testing.TrainingRecorder.atStep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.dcgan.Dcgan;
import org.dcgan.DivergedException;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.tensorflow.Models;
import org.dcgan.testing.TestImages;
import org.dcgan.testing.TrainingRecorder;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.Losses;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.dcgan.training.TrainingSummary.Outcome;
import org.dcgan.training.UpdateSchedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The events and the results of a training, and how it ends. */
@Timeout(60)
class TrainingTest {
  /** Five steps an epoch. */
  private static final TestImages IMAGES = Models.noise(22);

  @TempDir private Path folder;

  private Path run() {
    return folder.resolve("run");
  }

  // What is told

  @Test
  void givenAListener_whenTrained_thenItGetsAllEventsInOrder() throws IOException {
    TrainingRecorder recorder = new TrainingRecorder();
    try (TensorFlowDcgan model = tiny()) {
      TrainingPlan plan = plan().epochs(2).samplesPerEpoch(3).checkpoints(run()).build();
      TrainingSummary summary = model.train(IMAGES, plan, recorder);

      assertThat(recorder.events())
          .extracting(event -> event.getClass().getSimpleName())
          .containsExactly(
              "Started",
              "StepEnd",
              "StepEnd",
              "StepEnd",
              "StepEnd",
              "StepEnd",
              "EpochEnd",
              "Saved",
              "StepEnd",
              "StepEnd",
              "StepEnd",
              "StepEnd",
              "StepEnd",
              "EpochEnd",
              "Saved",
              "Finished");
      TrainingEvent.Started started = recorder.all(TrainingEvent.Started.class).get(0);
      assertThat(started.architecture()).isEqualTo(model.architecture());
      assertThat(started.plan()).isSameAs(plan);
      assertThat(started.dataset()).isEqualTo("noise(22 of 16x16x3)");
      assertThat(started.firstStep()).isZero();
      assertThat(started.stepsPerEpoch()).isEqualTo(5);
      assertThat(started.totalSteps()).isEqualTo(10);
      assertThat(started.resumedFrom()).isEmpty();
      List<TrainingEvent.StepEnd> steps = recorder.all(TrainingEvent.StepEnd.class);
      assertThat(steps)
          .extracting(TrainingEvent.StepEnd::step)
          .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
      assertThat(steps)
          .extracting(TrainingEvent.StepEnd::epoch)
          .containsExactly(1, 1, 1, 1, 1, 2, 2, 2, 2, 2);
      List<TrainingEvent.EpochEnd> epochs = recorder.all(TrainingEvent.EpochEnd.class);
      assertThat(epochs).extracting(TrainingEvent.EpochEnd::epoch).containsExactly(1, 2);
      assertThat(epochs).extracting(TrainingEvent.EpochEnd::step).containsExactly(5L, 10L);
      assertThat(epochs.get(1).losses().generator())
          .isCloseTo(
              steps.subList(5, 10).stream()
                  .mapToDouble(step -> step.losses().generator())
                  .average()
                  .orElseThrow(),
              within(1e-12));
      assertThat(epochs.get(0).samples().count()).isEqualTo(3);
      assertThat(epochs.get(1).samples()).isNotEqualTo(epochs.get(0).samples());

      assertThat(recorder.summary()).isEqualTo(summary);
      assertThat(summary.outcome()).isEqualTo(Outcome.COMPLETED);
      assertThat(summary.steps()).isEqualTo(10);
      assertThat(summary.epochs()).isEqualTo(2);
      assertThat(summary.step()).isEqualTo(10);
      assertThat(summary.losses()).isEqualTo(epochs.get(1).losses());
      assertThat(summary.unreadableImages()).isZero();
      assertThat(summary.dataWaitShare()).isBetween(0.0, 1.0);
      assertThat(summary.saved()).isPresent();
      assertThat(Models.load(run()).step()).isEqualTo(10);
    }
  }

  @Test
  void givenATrainedModel_whenTrainedFurther_thenStepsContinueAndEpochsRestart()
      throws IOException {
    TrainingRecorder recorder = new TrainingRecorder();
    try (TensorFlowDcgan model = tiny()) {
      model.train(IMAGES, plan().build());
      model.train(IMAGES, plan().build(), recorder);
      TrainingEvent.Started started = recorder.all(TrainingEvent.Started.class).get(0);
      assertThat(started.firstStep()).isEqualTo(5);
      assertThat(started.totalSteps()).isEqualTo(10);
      assertThat(recorder.all(TrainingEvent.StepEnd.class))
          .extracting(TrainingEvent.StepEnd::epoch)
          .containsOnly(1);
      assertThat(recorder.summary().step()).isEqualTo(10);
    }
  }

  @Test
  void givenAListenerThatSamplesAndSaves_whenTrained_thenTheTrainingIsUnchanged()
      throws IOException {
    try (TensorFlowDcgan model = tiny();
        TensorFlowDcgan undisturbed = tiny()) {
      List<Integer> counts = new ArrayList<>();
      model.train(
          IMAGES,
          plan().build(),
          new TrainingRecorder(
              atStep(
                  2,
                  () -> {
                    counts.add(model.discriminator().logits(model.sample(3, 1)).length);
                    try {
                      model.save(folder.resolve("meanwhile"));
                    } catch (IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  })));
      undisturbed.train(IMAGES, plan().build());
      assertThat(counts).containsExactly(3);
      assertSameBits(state(model), state(undisturbed));
      try (TensorFlowDcgan meanwhile = Models.load(folder.resolve("meanwhile"))) {
        assertThat(meanwhile.step()).isEqualTo(2);
      }
    }
  }

  // Learning

  @Test
  void givenImagesOfOneGray_whenTrained_thenTheDiscriminatorSeparatesThemAndTheGeneratorLearnsThem()
      throws IOException {
    double gray = 210 / 127.5 - 1;
    TrainingRecorder recorder = new TrainingRecorder();
    try (TensorFlowDcgan model = (TensorFlowDcgan) Models.builder().width(8).build()) {
      model.train(
          TestImages.filled(8 * 60, Models.SHAPE, index -> 210),
          TrainingPlan.builder()
              .epochs(3)
              .batchSize(8)
              .adam(AdamOptions.DEFAULT.toBuilder().learningRate(2e-3).build())
              .build(),
          recorder);
      List<TrainingEvent.StepEnd> steps = recorder.all(TrainingEvent.StepEnd.class);
      // D starts undecided: 2 ln 2.
      assertThat(steps.get(0).losses().discriminator()).isBetween(1.2, 1.6);
      assertThat(
              steps.subList(5, 30).stream()
                  .mapToDouble(step -> step.losses().discriminator())
                  .min()
                  .orElseThrow())
          .isLessThan(0.7);
      double first = meanDistance(recorder.all(TrainingEvent.EpochEnd.class).get(0).samples(), 0);
      double last = meanDistance(model.sample(32, 1), gray);
      assertThat(first).isPositive();
      assertThat(last).isLessThan(0.35);
    }
  }

  private static double meanDistance(Images images, double value) {
    double sum = 0;
    for (float pixel : images.toArray()) {
      sum += Math.abs(pixel - value);
    }
    return sum / images.toArray().length;
  }

  // The learning rate

  /**
   * Without memory, Adam moves a weight by the learning rate, whatever its gradient; so the
   * movement of the middle one of all weights shows the rate. The epsilon is far below its
   * gradient, but not so far that it lets a gradient through whose square is 0 in float32.
   */
  private static List<Double> rates(int epochs, int decayEpochs) throws IOException {
    String weights = "discriminator/convolution2/weights";
    List<float[]> values = new ArrayList<>();
    try (TensorFlowDcgan model = tiny()) {
      values.add(model.read(weights));
      model.train(
          IMAGES,
          plan()
              .epochs(epochs)
              .decayEpochs(decayEpochs)
              .adam(new AdamOptions(1e-3, 0, 0, 1e-12, 0))
              .build(),
          new TrainingRecorder(
              event -> {
                if (event instanceof TrainingEvent.StepEnd) {
                  values.add(model.read(weights));
                }
              }));
    }
    List<Double> rates = new ArrayList<>();
    for (int i = 1; i < values.size(); i++) {
      double[] moved = new double[values.get(i).length];
      for (int j = 0; j < moved.length; j++) {
        moved[j] = Math.abs(values.get(i)[j] - values.get(i - 1)[j]);
      }
      Arrays.sort(moved);
      rates.add(moved[moved.length / 2] / 1e-3);
    }
    return rates;
  }

  private static void assertRates(List<Double> actual, double... expected) {
    assertThat(actual).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual.get(i)).as("step %d", i + 1).isCloseTo(expected[i], within(1e-3));
    }
  }

  @Test
  void givenNoDecay_whenTrained_thenTheLearningRateIsConstant() throws IOException {
    assertRates(rates(1, 0), 1, 1, 1, 1, 1);
  }

  @Test
  void givenDecayOverTheLastEpoch_whenTrained_thenTheLearningRateFallsLinearlyToZero()
      throws IOException {
    assertRates(rates(2, 1), 1, 1, 1, 1, 1, 5 / 6.0, 4 / 6.0, 3 / 6.0, 2 / 6.0, 1 / 6.0);
  }

  @Test
  void givenDecayOverAllEpochs_whenTrained_thenTheLearningRateFallsFromTheFirstStep()
      throws IOException {
    assertRates(rates(1, 1), 5 / 6.0, 4 / 6.0, 3 / 6.0, 2 / 6.0, 1 / 6.0);
  }

  // Ends before the end

  @Test
  void givenAnotherTrainingBefore_whenTrainedInTurns_thenTheFirstLossesAreNotThoseOfItsImages()
      throws IOException {
    TrainingPlan plan = inTurns(2);
    TestImages others = TestImages.squares(22, Models.SHAPE);
    Path saved = folder.resolve("saved");
    TrainingRecorder open = new TrainingRecorder();
    TrainingRecorder loaded = new TrainingRecorder();
    try (TensorFlowDcgan model = tiny()) {
      TrainingSummary before = model.train(IMAGES, inTurns(1));
      assertThat(before.steps()).isEqualTo(1);
      model.save(saved);
      TrainingSummary unused = model.train(others, plan, open);
    }
    try (TensorFlowDcgan model = Models.load(saved)) {
      TrainingSummary unused = model.train(others, plan, loaded);
    }

    assertThat(losses(open)).isEqualTo(losses(loaded));
  }

  private static TrainingPlan inTurns(int steps) {
    return TrainingPlan.builder()
        .steps(steps)
        .batchSize(4)
        .samplesPerEpoch(2)
        .schedule(UpdateSchedule.ALTERNATING)
        .build();
  }

  private static List<Losses> losses(TrainingRecorder recorder) {
    return recorder.all(TrainingEvent.StepEnd.class).stream()
        .map(TrainingEvent.StepEnd::losses)
        .toList();
  }

  @Test
  void givenATrainingThatIsStoppedBeforeItsFirstStep_whenSaved_thenTheImagesAreThoseBefore()
      throws IOException {
    StopSignal stop = new StopSignal();
    stop.request();
    try (TensorFlowDcgan model = tiny()) {
      TrainingSummary made = model.train(IMAGES, plan().build());
      assertThat(made.steps()).isPositive();

      TrainingSummary none =
          model.train(TestImages.squares(22, Models.SHAPE), plan().build(), stop);
      model.save(folder.resolve("saved"));

      assertThat(none.steps()).isZero();
    }
    assertThat(Dcgan.info(folder.resolve("saved")).dataset()).isEqualTo(IMAGES.description());
  }

  @Test
  void givenAStepThatFailsAfterItsUpdates_whenResumed_thenTheCheckpointBeforeItIsIntact()
      throws IOException {
    TrainingPlan plan = plan().epochs(2).checkpoints(run()).build();
    Map<String, float[]> uninterrupted;
    try (TensorFlowDcgan model = tiny()) {
      TrainingSummary unused = model.train(IMAGES, plan().epochs(2).build());
      uninterrupted = state(model);
    }
    StopSignal stop = new StopSignal();
    try (TensorFlowDcgan model = tiny()) {
      TrainingSummary unused =
          model.train(IMAGES, plan, stop, new TrainingRecorder(atStep(7, stop::request)));
    }
    Map<String, String> saved = files();
    try (TensorFlowDcgan model = tiny()) {
      // The trace of a step arrives when the networks have been updated.
      assertThatThrownBy(
              () ->
                  model.trace(
                      IMAGES,
                      plan,
                      trace -> {
                        throw new IllegalStateException("out of memory");
                      }))
          .hasMessage("out of memory");
    }

    assertThat(files()).isEqualTo(saved);
    try (TensorFlowDcgan model = tiny()) {
      TrainingSummary unused = model.train(IMAGES, plan);
      assertSameBits(state(model), uninterrupted);
    }
  }

  /** The files of all checkpoints, with their contents. */
  private Map<String, String> files() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(run())) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        if (!path.endsWith("run.lock")) {
          contents.put(
              run().relativize(path).toString(), Arrays.toString(Files.readAllBytes(path)));
        }
      }
    }
    return contents;
  }

  @Test
  void givenAStopSignal_whenRequested_thenTrainingEndsAfterTheStepWithTheModelSaved()
      throws IOException {
    TrainingPlan plan = plan().epochs(9).checkpoints(run()).build();
    StopSignal stop = new StopSignal();
    TrainingRecorder recorder = new TrainingRecorder(atStep(7, stop::request));
    try (TensorFlowDcgan model = tiny()) {
      TrainingSummary summary = model.train(IMAGES, plan, stop, recorder);
      assertThat(summary.outcome()).isEqualTo(Outcome.STOPPED);
      assertThat(summary.steps()).isEqualTo(7);
      assertThat(summary.epochs()).isEqualTo(1);
      assertThat(recorder.summary()).isEqualTo(summary);
      try (TensorFlowDcgan loaded = Models.load(run())) {
        assertThat(loaded.step()).isEqualTo(7);
        assertSameBits(state(loaded), state(model));
      }
    }
  }

  @Test
  void givenASignalBeforeTheStart_whenTrained_thenNoStepIsMade() throws IOException {
    StopSignal stop = new StopSignal();
    stop.request();
    try (TensorFlowDcgan model = tiny()) {
      Map<String, float[]> before = state(model);
      TrainingSummary summary = model.train(IMAGES, plan().build(), stop);
      assertThat(summary.outcome()).isEqualTo(Outcome.STOPPED);
      assertThat(summary.steps()).isZero();
      assertThat(summary.losses().isFinite()).isFalse();
      assertSameBits(state(model), before);
    }
  }

  @Test
  void givenAnInterruption_whenTraining_thenItEndsAfterTheStepWithTheModelSavedAndTheFlagSet()
      throws IOException {
    TrainingPlan plan = plan().epochs(9).checkpoints(run()).build();
    TrainingRecorder recorder =
        new TrainingRecorder(atStep(3, () -> Thread.currentThread().interrupt()));
    try (TensorFlowDcgan model = tiny()) {
      TrainingSummary summary;
      boolean flag;
      try {
        summary = model.train(IMAGES, plan, recorder);
      } finally {
        flag = Thread.interrupted();
      }
      assertThat(flag).isTrue();
      assertThat(summary.outcome()).isEqualTo(Outcome.INTERRUPTED);
      assertThat(summary.steps()).isEqualTo(3);
      assertThat(recorder.summary()).isEqualTo(summary);
      try (TensorFlowDcgan loaded = Models.load(run())) {
        assertThat(loaded.step()).isEqualTo(3);
        assertSameBits(state(loaded), state(model));
      }
      // The model is none the worse for it.
      assertThat(model.train(IMAGES, plan().build()).outcome()).isEqualTo(Outcome.COMPLETED);
    }
  }

  @Test
  void givenAThreadInterruptedBefore_whenItTrains_thenNoStepIsMadeAndTheModelIsSaved()
      throws IOException {
    try (TensorFlowDcgan model = tiny()) {
      TrainingSummary summary;
      boolean flag;
      Thread.currentThread().interrupt();
      try {
        summary = model.train(IMAGES, plan().checkpoints(run()).build());
      } finally {
        flag = Thread.interrupted();
      }
      assertThat(flag).isTrue();
      assertThat(summary.outcome()).isEqualTo(Outcome.INTERRUPTED);
      assertThat(summary.steps()).isZero();
      try (TensorFlowDcgan loaded = Models.load(run())) {
        assertSameBits(state(loaded), state(model));
      }
    }
  }

  @Test
  void givenAnInterruptionWhileWaitingForImages_whenTraining_thenTheWaitEnds() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    TestImages slow =
        TestImages.of(
            400,
            Optional.of(Models.SHAPE),
            index -> {
              stuck.countDown();
              try {
                never.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              return Models.noise(400).read(index);
            });
    AtomicReference<TrainingSummary> summary = new AtomicReference<>();
    AtomicBoolean flag = new AtomicBoolean();
    try (TensorFlowDcgan model = tiny()) {
      Thread trainer =
          new Thread(
              () -> {
                try {
                  summary.set(model.train(slow, plan().checkpoints(run()).build()));
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                } finally {
                  flag.set(Thread.currentThread().isInterrupted());
                }
              });
      trainer.start();
      stuck.await();
      trainer.interrupt();
      trainer.join(TimeUnit.SECONDS.toMillis(20));
      never.countDown();
      assertThat(trainer.isAlive()).isFalse();
      assertThat(summary.get().outcome()).isEqualTo(Outcome.INTERRUPTED);
      assertThat(summary.get().steps()).isZero();
      assertThat(flag).isTrue();
      try (TensorFlowDcgan loaded = Models.load(run())) {
        assertSameBits(state(loaded), state(model));
      }
    }
  }

  @Test
  void givenAListenerThatThrows_whenTraining_thenTheModelIsSavedAndTheExceptionIsThrown()
      throws IOException {
    IllegalStateException failure = new IllegalStateException("the chart is full");
    TrainingRecorder thrower =
        new TrainingRecorder(
            atStep(
                3,
                () -> {
                  throw failure;
                }));
    TrainingRecorder other = new TrainingRecorder();
    try (TensorFlowDcgan model = tiny()) {
      assertThatThrownBy(
              () -> model.train(IMAGES, plan().checkpoints(run()).build(), thrower, other))
          .isSameAs(failure);
      for (TrainingRecorder recorder : List.of(thrower, other)) {
        assertThat(recorder.summary().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(recorder.summary().steps()).isEqualTo(3);
        assertThat(recorder.summary().saved()).isPresent();
      }
      try (TensorFlowDcgan loaded = Models.load(run())) {
        assertThat(loaded.step()).isEqualTo(3);
        assertSameBits(state(loaded), state(model));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        TrainingEvent.Started.class,
        TrainingEvent.EpochEnd.class,
        TrainingEvent.Saved.class,
        TrainingEvent.Finished.class
      })
  void givenAListenerThatThrowsAtAnyEvent_whenTraining_thenAllListenersGetOneFinishedEvent(
      Class<? extends TrainingEvent> kind) throws IOException {
    IllegalStateException failure = new IllegalStateException("the chart is full");
    TrainingRecorder thrower =
        new TrainingRecorder(
            event -> {
              if (kind.isInstance(event)) {
                throw failure;
              }
            });
    TrainingRecorder other = new TrainingRecorder();
    try (TensorFlowDcgan model = tiny()) {
      assertThatThrownBy(
              () -> model.train(IMAGES, plan().checkpoints(run()).build(), other, thrower))
          .isSameAs(failure);
      assertThat(thrower.summary()).isEqualTo(other.summary());
      try (TensorFlowDcgan loaded = Models.load(run())) {
        assertThat(loaded.step()).isEqualTo(model.step());
      }
    }
  }

  // Divergence

  private static float[] nan(int size) {
    float[] values = new float[size];
    Arrays.fill(values, Float.NaN);
    return values;
  }

  private static Map<String, byte[]> files(Path folder) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(path).toString(), Files.readAllBytes(path));
      }
    }
    return files;
  }

  private static void assertSameFiles(Map<String, byte[]> actual, Map<String, byte[]> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, bytes) -> assertThat(actual.get(name)).as(name).isEqualTo(bytes));
  }

  @Test
  void givenWeightsThatAreNaN_whenTraining_thenItEndsAndEarlierCheckpointsStay()
      throws IOException {
    String weights = "discriminator/convolution2/weights";
    List<Map<String, byte[]>> saved = new ArrayList<>();
    try (TensorFlowDcgan model = tiny()) {
      TrainingRecorder recorder =
          new TrainingRecorder(
              atStep(
                  7,
                  () -> {
                    saved.add(uncheckedFiles(run()));
                    model.write(weights, nan(model.read(weights).length));
                  }));
      assertThatThrownBy(
              () -> model.train(IMAGES, plan().epochs(3).checkpoints(run()).build(), recorder))
          .isInstanceOf(DivergedException.class)
          .hasMessageContainingAll("step 8", "NaN", "learning rate", "batchNormEpsilon");
      assertThat(recorder.summary().outcome()).isEqualTo(Outcome.FAILED);
      assertThat(recorder.all(TrainingEvent.StepEnd.class)).hasSize(7);
      assertSameFiles(files(run()), saved.get(0));
      try (TensorFlowDcgan loaded = Models.load(run())) {
        assertThat(loaded.step()).isEqualTo(5);
        assertThat(loaded.read(weights)).doesNotContain(Float.NaN);
      }
    }
  }

  private static Map<String, byte[]> uncheckedFiles(Path folder) {
    try {
      return files(folder);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void givenWeightsThatTheLastUpdateMadeNaN_whenTheRunWouldSave_thenTheyAreNotSaved()
      throws IOException {
    // The losses of a step are those before its update: the last step's cannot show it.
    String moment = "generator/convolution1/weights/adam-v";
    try (TensorFlowDcgan model = tiny()) {
      TrainingRecorder recorder =
          new TrainingRecorder(
              atStep(9, () -> model.write(moment, nan(model.read(moment).length))));
      Throwable thrown =
          catchThrowable(
              () -> model.train(IMAGES, plan().epochs(2).checkpoints(run()).build(), recorder));
      assertThat(thrown)
          .isInstanceOf(DivergedException.class)
          .hasMessageContainingAll("step 10", "generator/", "learning rate");
      assertThat(recorder.summary().outcome()).isEqualTo(Outcome.FAILED);
      try (TensorFlowDcgan loaded = Models.load(run())) {
        assertThat(loaded.step()).isEqualTo(5);
      }
      try (Stream<Path> entries = Files.list(run())) {
        assertThat(entries.map(path -> path.getFileName().toString()))
            .noneMatch(name -> name.startsWith("writing-"));
      }
    }
  }

  // Sources

  @Test
  void givenUnreadableImages_whenTrained_thenTheyAreSkippedAndCounted() throws IOException {
    TestImages source = Models.noise(20).withUnreadable(2, 11, 19);
    List<Long> counts = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      try (TensorFlowDcgan model = tiny()) {
        counts.add(model.train(source, plan().epochs(2).build()).unreadableImages());
      }
    }
    assertThat(counts.get(0)).isBetween(6L, 12L).isEqualTo(counts.get(1));
  }

  @Test
  void givenOnlyUnreadableImages_whenTrained_thenItEndsWithTheReason() throws IOException {
    TrainingRecorder recorder = new TrainingRecorder();
    try (TensorFlowDcgan model = tiny()) {
      assertThatThrownBy(
              () -> model.train(Models.noise(20).withAllUnreadable(), plan().build(), recorder))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("noise(20 of 16x16x3)", "could not be read");
      assertThat(recorder.summary().outcome()).isEqualTo(Outcome.FAILED);
      assertThat(recorder.summary().unreadableImages()).isGreaterThan(100);
    }
  }

  @Test
  void givenImagesThatDoNotFit_whenTrained_thenTheErrorNamesBothAndNothingIsWritten() {
    try (TensorFlowDcgan model = tiny()) {
      TrainingPlan plan = plan().batchSize(8).checkpoints(run()).build();
      TrainingRecorder recorder = new TrainingRecorder();
      assertRefused(
          () -> model.train(TestImages.noise(8, ImageShape.square(32, 3)), plan, recorder),
          "16x16x3",
          "32x32x3",
          "noise(8 of 32x32x3)",
          "crop, resize or convert");
      assertRefused(
          () -> model.train(TestImages.noise(8, ImageShape.square(16, 1)), plan, recorder),
          "16x16x3",
          "16x16x1");
      assertRefused(
          () -> model.train(TestImages.of(8, Optional.empty(), IMAGES::read), plan, recorder),
          "16x16x3",
          "differ in size",
          "centerCropped(16)");
      assertRefused(
          () -> model.train(Models.noise(7), plan, recorder),
          "batchSize is 8",
          "has only 7 images",
          "smaller batchSize");
      assertRefused(
          () -> model.gatherStatistics(Models.noise(7), 8), "batchSize is 8", "has only 7 images");
      assertThat(recorder.events()).isEmpty();
      assertThat(run()).doesNotExist();
    }
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String... says) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(says);
  }

  @Test
  void givenAFileWhereCheckpointsShouldGo_whenTrained_thenItIsRefusedBeforeTheFirstStep()
      throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "text");
    try (TensorFlowDcgan model = tiny()) {
      assertThatThrownBy(() -> model.train(IMAGES, plan().checkpoints(file).build()))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll(file.toString(), "expected a folder");
      assertThat(model.step()).isZero();
      assertThat(file).hasContent("text");
    }
  }

  // Schedules

  @Test
  void givenEachSchedule_whenTrained_thenUpdatesAreCountedAsDocumented() throws IOException {
    for (UpdateSchedule schedule : UpdateSchedule.values()) {
      try (TensorFlowDcgan model = tiny()) {
        model.train(IMAGES, plan().schedule(schedule).build());
        boolean alternating = schedule == UpdateSchedule.ALTERNATING;
        assertThat(model.counters().step()).isEqualTo(5);
        assertThat(model.counters().generatorUpdates()).isEqualTo(alternating ? 3 : 5);
        assertThat(model.counters().discriminatorUpdates()).isEqualTo(alternating ? 2 : 5);
      }
    }
  }

  @Test
  void
      givenOneStepOfTheAlternatingSchedule_whenSampled_thenOnlyTheGeneratorHasPopulationStatistics()
          throws IOException {
    try (TensorFlowDcgan model = tiny()) {
      model.train(Models.noise(4), plan().schedule(UpdateSchedule.ALTERNATING).build());
      Images images = model.sample(2, 1);
      assertThatThrownBy(() -> model.discriminator().logits(images))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("discriminator has no population statistics");
    }
  }
}

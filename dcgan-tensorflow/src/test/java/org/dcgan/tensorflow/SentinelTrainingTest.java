package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dcgan.testing.TrainingRecorder.atStep;

import com.google.common.collect.Iterables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dcgan.Dcgan;
import org.dcgan.DivergedException;
import org.dcgan.image.ImageSampler;
import org.dcgan.tensorflow.model.TensorFlowDcgan;
import org.dcgan.testing.TestImages;
import org.dcgan.testing.TrainingRecorder;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.Losses;
import org.dcgan.training.ModelScore;
import org.dcgan.training.SentinelPolicy;
import org.dcgan.training.SentinelPolicy.Action;
import org.dcgan.training.SentinelPolicy.Trouble;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary.Outcome;
import org.dcgan.training.UpdateSchedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Trainings that fail, and the actions of the sentinel. */
@Timeout(60)
class SentinelTrainingTest {
  /** Eight steps an epoch. */
  private static final TestImages IMAGES = TestImages.squares(8 * 8, Models.SHAPE);

  private static final AdamOptions STANDING_STILL =
      AdamOptions.DEFAULT.toBuilder().learningRate(1e-12).build();

  @TempDir private Path folder;

  private static TrainingPlan.Builder plan() {
    return TrainingPlan.builder().epochs(4).batchSize(8).samplesPerEpoch(2);
  }

  /** D learns at once, and G does not learn at all. */
  private static TrainingPlan.Builder unequal() {
    return plan()
        .generatorAdam(STANDING_STILL)
        .discriminatorAdam(AdamOptions.DEFAULT.toBuilder().learningRate(5e-3).build());
  }

  private static SentinelPolicy.Builder nothingBut(Trouble trouble, Action action) {
    return SentinelPolicy.builder().onEverything(Action.IGNORE).on(trouble, action);
  }

  // Each trouble

  @Test
  void givenAStrongerDiscriminator_whenTrained_thenAnAlarmSaysThatItDominates() throws IOException {
    TrainingRecorder recorder = new TrainingRecorder();
    try (TensorFlowDcgan model = Models.tiny()) {
      model.train(
          IMAGES,
          unequal()
              .epochs(10)
              .sentinel(
                  nothingBut(Trouble.DISCRIMINATOR_WINS, Action.WARN).dominance(0.05, 10).build())
              .build(),
          recorder);
    }
    assertThat(recorder.alarms())
        .singleElement()
        .satisfies(
            alarm -> {
              assertThat(alarm.trouble()).isEqualTo(Trouble.DISCRIMINATOR_WINS);
              assertThat(alarm.action()).isEqualTo(Action.WARN);
              assertThat(alarm.measured()).isBetween(0.0, 0.05);
              assertThat(alarm.limit()).isEqualTo(0.05);
              assertThat(alarm.epoch()).isEqualTo((int) ((alarm.step() - 1) / 8) + 1);
              assertThat(alarm.message()).contains("D dominates", "over its last 10 updates");
            });
  }

  @Test
  void givenAnExtremeLearningRate_whenTrained_thenAnAlarmReportsExplodingGradients()
      throws IOException {
    TrainingRecorder recorder = new TrainingRecorder();
    try (TensorFlowDcgan model = Models.tiny()) {
      model.train(
          IMAGES,
          plan()
              .generatorAdam(STANDING_STILL)
              .discriminatorAdam(AdamOptions.DEFAULT.toBuilder().learningRate(0.5).build())
              .sentinel(
                  nothingBut(Trouble.GRADIENTS_RUN_AWAY, Action.STOP).gradients(100, 5).build())
              .build(),
          recorder);
    }
    assertThat(recorder.alarms())
        .singleElement()
        .satisfies(
            alarm -> {
              assertThat(alarm.trouble()).isEqualTo(Trouble.GRADIENTS_RUN_AWAY);
              assertThat(alarm.measured()).isGreaterThan(100);
              assertThat(alarm.message()).contains("gradients are too long", "learning rate");
            });
  }

  @Test
  void givenAGeneratorWhoseLastLayerIsZero_whenTrained_thenDiversityHasVanished()
      throws IOException {
    try (TensorFlowDcgan model = Models.tiny()) {
      String last = lastWeights(model);
      TrainingRecorder recorder =
          new TrainingRecorder(
              atStep(5, () -> model.write(last, new float[model.read(last).length])));
      model.train(
          IMAGES,
          plan()
              .generatorAdam(STANDING_STILL)
              .sentinel(
                  nothingBut(Trouble.DIVERSITY_VANISHED, Action.WARN)
                      .inspectEvery(10)
                      .warmUp(0)
                      .build())
              .build(),
          recorder);
      assertThat(recorder.alarms())
          .singleElement()
          .satisfies(
              alarm -> {
                assertThat(alarm.trouble()).isEqualTo(Trouble.DIVERSITY_VANISHED);
                assertThat(alarm.step()).isEqualTo(10);
                assertThat(alarm.measured()).isLessThan(0.001);
                assertThat(alarm.message()).contains("lack diversity", "(limit 0.0500)");
              });
    }
  }

  private static String lastWeights(TensorFlowDcgan model) {
    return Iterables.getLast(((Dcgan) model).architecture().generatorParameters()).name();
  }

  @Test
  void givenFiltersThatOscillate_whenTrained_thenAnAlarmReportsThem() throws IOException {
    try (TensorFlowDcgan model = Models.tiny()) {
      String last = lastWeights(model);
      TrainingRecorder recorder =
          new TrainingRecorder(atStep(5, () -> plantChessboards(model, last)));
      model.train(
          IMAGES,
          plan()
              .generatorAdam(STANDING_STILL)
              .sentinel(nothingBut(Trouble.FILTERS_OSCILLATE, Action.WARN).inspectEvery(4).build())
              .build(),
          recorder);
      assertThat(recorder.alarms())
          .singleElement()
          .satisfies(
              alarm -> {
                assertThat(alarm.trouble()).isEqualTo(Trouble.FILTERS_OSCILLATE);
                assertThat(alarm.step()).isEqualTo(8);
                assertThat(alarm.measured()).isGreaterThan(0.5);
                assertThat(alarm.message())
                    .contains("collapsed to an oscillating mode: in generator/convolution2, 2 of 4")
                    .contains("period of 2.00 pixels vertically and 2.00 horizontally");
              });
    }
  }

  /** Two of four filters get a constant map and a kernel that alternates. */
  private static void plantChessboards(TensorFlowDcgan model, String last) {
    float[] gain = model.read("generator/convolution1/gain");
    float[] bias = model.read("generator/convolution1/bias");
    float[] kernel = model.read(last);
    for (int filter = 0; filter < 2; filter++) {
      gain[filter] = 0;
      bias[filter] = 2;
      for (int i = 0; i < 25; i++) {
        for (int channel = 0; channel < 3; channel++) {
          kernel[(i * 3 + channel) * 4 + filter] = i % 2 == 0 ? 0.12f : -0.13f;
        }
      }
    }
    model.write("generator/convolution1/gain", gain);
    model.write("generator/convolution1/bias", bias);
    model.write(last, kernel);
  }

  @Test
  void givenNaN_whenTrained_thenThereIsAnAlarmBeforeTheException() throws IOException {
    try (TensorFlowDcgan model = Models.tiny()) {
      TrainingRecorder recorder = new TrainingRecorder(atStep(3, () -> poison(model)));
      assertThatThrownBy(() -> model.train(IMAGES, plan().build(), recorder))
          .isInstanceOf(DivergedException.class)
          .hasMessageContaining("training diverged at step 4");
      assertThat(recorder.alarms())
          .singleElement()
          .satisfies(
              alarm -> {
                assertThat(alarm.trouble()).isEqualTo(Trouble.NOT_FINITE);
                assertThat(alarm.action()).isEqualTo(Action.STOP);
                assertThat(alarm.step()).isEqualTo(4);
              });
    }
  }

  /** A step is made again after a rollback, the action only the first time. */
  private static Runnable once(Runnable action) {
    boolean[] done = {false};
    return () -> {
      if (!done[0]) {
        done[0] = true;
        action.run();
      }
    };
  }

  private static void poison(TensorFlowDcgan model) {
    String weights = "discriminator/convolution1/weights";
    float[] values = model.read(weights);
    values[0] = Float.NaN;
    model.write(weights, values);
  }

  @ParameterizedTest
  @EnumSource
  void givenAHealthyTraining_whenWatchedClosely_thenThereIsNoAlarm(UpdateSchedule schedule)
      throws IOException {
    TrainingRecorder recorder = new TrainingRecorder();
    try (TensorFlowDcgan model = (TensorFlowDcgan) Models.builder().width(8).build()) {
      model.train(
          TestImages.squares(320, Models.SHAPE),
          plan()
              .epochs(6)
              .batchSize(16)
              .schedule(schedule)
              .sentinel(SentinelPolicy.builder().inspectEvery(10).warmUp(100).build())
              .build(),
          recorder);
    }
    assertThat(recorder.alarms()).isEmpty();
    TrainingEvent.StepEnd first = recorder.all(TrainingEvent.StepEnd.class).get(0);
    assertThat(first.gradients().generator()).isPresent();
    assertThat(first.gradients().discriminator().isPresent())
        .isEqualTo(schedule != UpdateSchedule.ALTERNATING);
  }

  @Test
  void givenASentinel_whenNothingIsWrong_thenTheWeightsAreThoseWithoutOne() throws IOException {
    try (TensorFlowDcgan watched = Models.tiny();
        TensorFlowDcgan unwatched = Models.tiny()) {
      watched.train(
          IMAGES, plan().sentinel(SentinelPolicy.builder().inspectEvery(3).build()).build());
      unwatched.train(IMAGES, plan().sentinel(SentinelPolicy.OFF).build());
      assertThat(LongRun.hash(watched)).isEqualTo(LongRun.hash(unwatched));
    }
  }

  // Stopping

  @Test
  void givenTheActionStop_whenTrainingFails_thenItEndsWithTheModelSaved() throws IOException {
    TrainingRecorder recorder = new TrainingRecorder();
    try (TensorFlowDcgan model = Models.tiny()) {
      var summary =
          model.train(
              IMAGES,
              unequal()
                  .epochs(10)
                  .checkpoints(folder)
                  .sentinel(
                      nothingBut(Trouble.DISCRIMINATOR_WINS, Action.STOP)
                          .dominance(0.05, 10)
                          .build())
                  .build(),
              recorder);
      assertThat(summary.outcome()).isEqualTo(Outcome.ALARMED);
      assertThat(recorder.alarms()).hasSize(1);
      assertThat(summary.step()).isEqualTo(recorder.alarms().get(0).step()).isLessThan(80);
      assertThat(Models.load(folder).step()).isEqualTo(summary.step());
    }
  }

  // Rolling back

  private TrainingPlan.Builder rollingBack(Path where) {
    return unequal()
        .epochs(12)
        .checkpoints(CheckpointPolicy.builder(where).everySteps(3).build())
        .sentinel(
            nothingBut(Trouble.DISCRIMINATOR_WINS, Action.ROLL_BACK)
                .dominance(0.08, 6)
                .maxRollBacks(2)
                .build());
  }

  @Test
  void givenRollBack_whenTrainingFails_thenWeightsAreThoseOfTheCheckpointAndTheSeedChanges()
      throws IOException {
    Map<Long, String> saved = new HashMap<>();
    Map<Long, Losses> before = new HashMap<>();
    List<Losses> after = new ArrayList<>();
    List<Long> newest = new ArrayList<>();
    try (TensorFlowDcgan model = Models.tiny()) {
      TrainingRecorder recorder =
          new TrainingRecorder(
              event -> {
                if (event instanceof TrainingEvent.Saved at) {
                  saved.put(at.step(), LongRun.hash(model));
                } else if (event instanceof TrainingEvent.RolledBack back) {
                  assertThat(((Dcgan) model).step()).isEqualTo(back.to());
                  assertThat(LongRun.hash(model)).isEqualTo(saved.get(back.to()));
                  newest.add(newestStep());
                } else if (event instanceof TrainingEvent.StepEnd step) {
                  if (newest.size() == 1 && before.containsKey(step.step())) {
                    after.add(step.losses());
                    assertThat(step.losses()).isNotEqualTo(before.get(step.step()));
                  }
                  before.put(step.step(), step.losses());
                }
              });
      var summary = model.train(IMAGES, rollingBack(folder).build(), recorder);

      List<TrainingEvent.RolledBack> backs = recorder.all(TrainingEvent.RolledBack.class);
      assertThat(backs).extracting(TrainingEvent.RolledBack::stream).containsExactly(1, 2);
      assertThat(recorder.alarms())
          .extracting(TrainingEvent.Alarm::action)
          .containsExactly(Action.ROLL_BACK, Action.ROLL_BACK, Action.STOP);
      for (int i = 0; i < backs.size(); i++) {
        assertThat(backs.get(i).from()).isEqualTo(recorder.alarms().get(i).step());
        // From before the window that the alarm is about.
        assertThat(backs.get(i).to()).isLessThan(backs.get(i).from() - 5);
        assertThat(newest.get(i)).isEqualTo(backs.get(i).to());
      }
      assertThat(after).isNotEmpty();
      assertThat(summary.outcome()).isEqualTo(Outcome.ALARMED);
    }
  }

  @Test
  void givenAListenerThatFailsAtTheAlarm_whenResumed_thenTheRunRollsBackNevertheless()
      throws IOException {
    RuntimeException failure = new IllegalStateException("the listener fails");
    Map<String, float[]> uninterrupted;
    try (TensorFlowDcgan model = Models.tiny()) {
      var unused = model.train(IMAGES, rollingBack(folder.resolve("uninterrupted")).build());
      uninterrupted = Models.state(model);
    }
    TrainingPlan plan = rollingBack(folder.resolve("failed")).build();
    try (TensorFlowDcgan model = Models.tiny()) {
      assertThatThrownBy(
              () ->
                  model.train(
                      IMAGES,
                      plan,
                      new TrainingRecorder(
                          event -> {
                            if (event instanceof TrainingEvent.Alarm) {
                              throw failure;
                            }
                          })))
          .isSameAs(failure);
    }
    TrainingRecorder resumed = new TrainingRecorder();
    try (TensorFlowDcgan model = Models.tiny()) {
      var unused = model.train(IMAGES, plan, resumed);

      assertThat(resumed.all(TrainingEvent.RolledBack.class)).hasSize(2);
      Models.assertSameBits(Models.state(model), uninterrupted);
    }
  }

  private long newestStep() {
    try {
      return LongRun.newest(folder)
          .map(path -> Long.parseLong(path.getFileName().toString().substring(5)))
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> troubles(TrainingRecorder... recorders) {
    return Arrays.stream(recorders)
        .flatMap(recorder -> recorder.events().stream())
        .filter(
            event ->
                event instanceof TrainingEvent.Alarm || event instanceof TrainingEvent.RolledBack)
        .map(
            event ->
                event instanceof TrainingEvent.RolledBack back
                    ? back.from() + " to " + back.to() + " stream " + back.stream()
                    : event.toString())
        .toList();
  }

  @Test
  void givenARunStoppedSeveralTimes_whenRolledBackInBetween_thenItEndsWithTheSameBits()
      throws IOException {
    TrainingRecorder whole = new TrainingRecorder();
    String expected;
    try (Dcgan model = Models.tiny()) {
      model.train(IMAGES, rollingBack(folder.resolve("whole")).build(), whole);
      expected = LongRun.hash(model);
    }
    long all = whole.all(TrainingEvent.StepEnd.class).size();
    List<TrainingRecorder> parts = new ArrayList<>();
    long made = 0;
    String hash = "";
    while (made < all) {
      TrainingPlan plan = rollingBack(folder.resolve("parts")).build();
      StopSignal stop = new StopSignal();
      int[] left = {19};
      TrainingRecorder part =
          new TrainingRecorder(
              event -> {
                if (event instanceof TrainingEvent.StepEnd && --left[0] == 0) {
                  stop.request();
                }
              });
      try (Dcgan model = Models.tiny()) {
        model.train(IMAGES, plan, stop, part);
        hash = LongRun.hash(model);
      }
      parts.add(part);
      int steps = part.all(TrainingEvent.StepEnd.class).size();
      assertThat(steps).as("steps of a part").isPositive();
      made += steps;
    }
    assertThat(troubles(parts.toArray(TrainingRecorder[]::new))).isEqualTo(troubles(whole));
    assertThat(hash).isEqualTo(expected);
  }

  @Test
  void givenARunKilledJustAfterARollBack_whenResumed_thenItEndsWithTheSameBits()
      throws IOException {
    Path killed = folder.resolve("killed");
    TrainingRecorder whole =
        new TrainingRecorder(
            event -> {
              // What a kill would leave: nothing of the roll-back is written down yet.
              if (event instanceof TrainingEvent.RolledBack back && back.stream() == 1) {
                RunCopy.of(folder.resolve("whole"), killed);
              }
            });
    String expected;
    try (Dcgan model = Models.tiny()) {
      model.train(IMAGES, rollingBack(folder.resolve("whole")).build(), whole);
      expected = LongRun.hash(model);
    }
    TrainingRecorder resumed = new TrainingRecorder();
    try (Dcgan model = Models.tiny()) {
      model.train(IMAGES, rollingBack(killed).build(), resumed);
      assertThat(LongRun.hash(model)).isEqualTo(expected);
    }
    assertThat(troubles(resumed)).isEqualTo(troubles(whole));
  }

  @Test
  void givenABestCheckpoint_whenRolledBack_thenTheRunReturnsToIt() throws IOException {
    double[] scores = {5, 3, 8, 9, 7, 6, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5};
    ModelScore score =
        new ModelScore() {
          private int next;

          @Override
          public String name() {
            return "a made-up score";
          }

          @Override
          public double score(ImageSampler model) {
            return scores[next++];
          }
        };
    try (TensorFlowDcgan model = Models.tiny()) {
      TrainingRecorder recorder = new TrainingRecorder(atStep(37, once(() -> poison(model))));
      var summary =
          model.train(
              IMAGES,
              plan()
                  .epochs(6)
                  .checkpoints(CheckpointPolicy.builder(folder).keepBestBy(score).build())
                  .sentinel(
                      SentinelPolicy.builder().on(Trouble.NOT_FINITE, Action.ROLL_BACK).build())
                  .build(),
              recorder);
      assertThat(summary.outcome()).isEqualTo(Outcome.COMPLETED);
      assertThat(recorder.all(TrainingEvent.RolledBack.class))
          .singleElement()
          .satisfies(
              back -> {
                assertThat(back.from()).isEqualTo(38);
                assertThat(back.to()).isEqualTo(16);
              });
      assertThat(((Dcgan) model).step()).isEqualTo(48);
    }
  }

  @Test
  void givenWeightsThatAreNaNWhenSaved_whenRollBackIsAllowed_thenTheRunRollsBack()
      throws IOException {
    String moment = "generator/convolution1/weights/adam-v";
    try (TensorFlowDcgan model = Models.tiny()) {
      TrainingRecorder recorder =
          new TrainingRecorder(
              atStep(
                  15,
                  once(
                      () -> {
                        float[] values = model.read(moment);
                        Arrays.fill(values, Float.NaN);
                        model.write(moment, values);
                      })));
      var summary =
          model.train(
              IMAGES,
              plan()
                  .epochs(3)
                  .checkpoints(folder)
                  .sentinel(
                      SentinelPolicy.builder().on(Trouble.NOT_FINITE, Action.ROLL_BACK).build())
                  .build(),
              recorder);
      assertThat(summary.outcome()).isEqualTo(Outcome.COMPLETED);
      assertThat(recorder.alarms())
          .singleElement()
          .satisfies(alarm -> assertThat(alarm.message()).contains("generator/"));
      assertThat(recorder.all(TrainingEvent.RolledBack.class))
          .extracting(TrainingEvent.RolledBack::to)
          .containsExactly(8L);
    }
  }

  @Test
  void givenAveragesThatAreNaN_whenTheRunRollsBackToItsBeginning_thenTheyBeginAnew()
      throws IOException {
    try (TensorFlowDcgan model = Models.tiny()) {
      TrainingRecorder recorder = new TrainingRecorder(atStep(2, once(() -> poison(model))));
      var summary =
          model.train(
              IMAGES,
              plan()
                  .epochs(1)
                  .generatorEmaDecay(0.9)
                  .discriminatorEmaDecay(0.9)
                  .checkpoints(folder)
                  .sentinel(
                      SentinelPolicy.builder().on(Trouble.NOT_FINITE, Action.ROLL_BACK).build())
                  .build(),
              recorder);
      assertThat(summary.outcome()).isEqualTo(Outcome.COMPLETED);
      assertThat(recorder.all(TrainingEvent.RolledBack.class))
          .extracting(TrainingEvent.RolledBack::to)
          .containsExactly(0L);
      Models.state(model)
          .forEach((name, values) -> assertThat(values).as(name).doesNotContain(Float.NaN));
    }
  }
}

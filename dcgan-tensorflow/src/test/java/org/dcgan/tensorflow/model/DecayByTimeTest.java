package org.dcgan.tensorflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dcgan.tensorflow.Models.assertSameBits;
import static org.dcgan.tensorflow.Models.state;
import static org.dcgan.tensorflow.Models.tiny;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongToDoubleFunction;
import org.dcgan.tensorflow.Models;
import org.dcgan.tensorflow.RunCopy;
import org.dcgan.tensorflow.checkpoint.CheckpointFolder;
import org.dcgan.tensorflow.checkpoint.ModelFiles;
import org.dcgan.tensorflow.checkpoint.RunRecord;
import org.dcgan.testing.TestImages;
import org.dcgan.testing.TrainingRecorder;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.ResumableChange;
import org.dcgan.training.ResumeException;
import org.dcgan.training.SentinelPolicy;
import org.dcgan.training.SentinelPolicy.Action;
import org.dcgan.training.SentinelPolicy.Trouble;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.dcgan.training.TrainingSummary.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Trainings whose length is a duration and whose learning rate decays. The clock advances by the
 * time that a step is said to take, when its end is reported, and stands still otherwise.
 */
@Timeout(60)
class DecayByTimeTest {
  /** Five steps an epoch. */
  private static final TestImages IMAGES = Models.noise(22);

  private static final LongToDoubleFunction ONE_SECOND = step -> 1;

  /** Each training measures time from another origin, as processes do. */
  private static final AtomicLong ORIGINS = new AtomicLong();

  @TempDir private Path folder;

  private static TrainingPlan.Builder settings() {
    return TrainingPlan.builder().batchSize(4).samplesPerEpoch(2);
  }

  /** The second half of 20 s. */
  private static TrainingPlan.Builder halfOfTwenty() {
    return settings().duration(Duration.ofSeconds(20)).decay(0.5);
  }

  private static TrainingPlan.Builder saved(TrainingPlan.Builder plan, Path run) {
    return plan.checkpoints(CheckpointPolicy.builder(run).everySteps(7).build());
  }

  /** What a training did. */
  private record Trained(
      TrainingSummary summary, TrainingRecorder events, Map<String, float[]> state) {
    List<TrainingEvent.LengthFixed> fixed() {
      return events.all(TrainingEvent.LengthFixed.class);
    }
  }

  /**
   * Trains a new model, or resumes a run.
   *
   * @param seconds the seconds that each step takes, by its number
   * @param stop the step at which a stop is requested; 0 for none
   * @param action called at each event, before the clock advances
   */
  private static Trained train(
      TrainingPlan plan, LongToDoubleFunction seconds, long stop, Consumer<TrainingEvent> action)
      throws IOException {
    try (TensorFlowDcgan model = tiny()) {
      return train(model, plan, seconds, stop, action);
    }
  }

  private static Trained train(
      TensorFlowDcgan model,
      TrainingPlan plan,
      LongToDoubleFunction seconds,
      long stop,
      Consumer<TrainingEvent> action)
      throws IOException {
    AtomicLong nanos = new AtomicLong(ORIGINS.addAndGet(1_000_000_007));
    StopSignal signal = new StopSignal();
    TrainingRecorder recorder =
        new TrainingRecorder(
            event -> {
              action.accept(event);
              if (event instanceof TrainingEvent.StepEnd end) {
                nanos.addAndGet(Math.round(1e9 * seconds.applyAsDouble(end.step())));
                if (end.step() == stop) {
                  signal.request();
                }
              }
            });
    TrainingSummary summary = model.trainBy(nanos::get, IMAGES, plan, signal, recorder);
    return new Trained(summary, recorder, state(model));
  }

  private static Trained train(TrainingPlan plan, LongToDoubleFunction seconds) throws IOException {
    return train(plan, seconds, 0, event -> {});
  }

  private static Trained train(TrainingPlan plan) throws IOException {
    return train(plan, ONE_SECOND);
  }

  private static void assertCompleted(Trained trained, long step) {
    assertThat(trained.summary().outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(trained.summary().step()).isEqualTo(step);
  }

  /** The record of the newest checkpoint. */
  private static RunRecord newest(Path run) throws IOException {
    RunRecord record = ModelFiles.load(CheckpointFolder.newest(run).orElseThrow()).manifest().run();
    assertThat(record).isNotNull();
    return record;
  }

  // The length

  @Test
  void givenHalfOfADuration_whenItIsUsed_thenTheRunHasTheBitsOfOneBySteps() throws IOException {
    Trained bySteps = train(settings().steps(20).decay(0.5).build());
    Trained byTime = train(halfOfTwenty().build());

    assertCompleted(byTime, 20);
    assertSameBits(byTime.state(), bySteps.state());
    assertThat(byTime.fixed()).containsExactly(new TrainingEvent.LengthFixed(10, 20));
    assertThat(byTime.events().all(TrainingEvent.Started.class).get(0).totalSteps()).isZero();
    assertThat(bySteps.fixed()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 5})
  void givenAnotherSpeedAfterTheLengthWasFixed_whenTrained_thenStepsEndTheRunAndNotTheClock(
      double later) throws IOException {
    Trained steady = train(halfOfTwenty().build());
    Trained changed = train(halfOfTwenty().build(), step -> step <= 10 ? 1 : later);

    assertCompleted(changed, 20);
    assertSameBits(changed.state(), steady.state());
  }

  @Test
  void givenCheckpoints_whenTheLengthIsFixed_thenOneRecordsItBeforeTheNextStep()
      throws IOException {
    Path run = folder.resolve("run");
    Trained trained = train(saved(halfOfTwenty(), run).build());

    List<TrainingEvent> events =
        trained.events().events().stream()
            .filter(event -> !(event instanceof TrainingEvent.EpochEnd))
            .toList();
    int fixed = events.indexOf(new TrainingEvent.LengthFixed(10, 20));
    assertThat(events.get(fixed - 1))
        .isInstanceOfSatisfying(
            TrainingEvent.StepEnd.class, end -> assertThat(end.step()).isEqualTo(10));
    assertThat(events.get(fixed + 1))
        .isInstanceOfSatisfying(
            TrainingEvent.Saved.class, saved -> assertThat(saved.step()).isEqualTo(10));
    assertThat(newest(run).fixedSteps()).isEqualTo(20);
  }

  @Test
  void givenAModelThatWasTrainedBefore_whenTrainedByTime_thenOnlyStepsOfTheRunCount()
      throws IOException {
    try (TensorFlowDcgan model = tiny()) {
      model.train(IMAGES, Models.plan().build());
      Trained trained = train(model, halfOfTwenty().build(), ONE_SECOND, 0, event -> {});

      assertCompleted(trained, 25);
      assertThat(trained.fixed()).containsExactly(new TrainingEvent.LengthFixed(15, 25));
    }
  }

  @Test
  void givenTheWholeDuration_whenTrained_thenTheSpeedIsMeasuredInTheFirstTwentieth()
      throws IOException {
    Trained trained = train(halfOfTwenty().duration(Duration.ofSeconds(40)).decay(1).build());

    assertCompleted(trained, 40);
    assertThat(trained.fixed()).containsExactly(new TrainingEvent.LengthFixed(2, 40));
  }

  @Test
  void givenAFirstStepThatUsesUpTheTime_whenTrained_thenOneMoreStepIsMadeAtALowRate()
      throws IOException {
    Trained trained = train(halfOfTwenty().build(), step -> 30);

    assertCompleted(trained, 2);
    assertThat(trained.fixed()).containsExactly(new TrainingEvent.LengthFixed(1, 2));
  }

  @Test
  void givenTimeThatIsUsedUpBeforeAStep_whenTrained_thenTheRunIsCompleteWithoutOne()
      throws IOException {
    AtomicLong nanos = new AtomicLong();
    TrainingRecorder recorder =
        new TrainingRecorder(event -> nanos.addAndGet(Duration.ofSeconds(20).toNanos()));
    try (TensorFlowDcgan model = tiny()) {
      TrainingSummary summary =
          model.trainBy(nanos::get, IMAGES, halfOfTwenty().build(), new StopSignal(), recorder);

      assertThat(summary.outcome()).isEqualTo(Outcome.COMPLETED);
      assertThat(summary.steps()).isZero();
      assertThat(recorder.all(TrainingEvent.LengthFixed.class)).isEmpty();
    }
  }

  // Interruptions

  @ParameterizedTest
  @ValueSource(longs = {3, 9, 10, 13, 19})
  void givenARunThatIsStopped_whenResumed_thenItEndsWithTheBitsOfOneThatWasNot(long stop)
      throws IOException {
    Path run = folder.resolve("run");
    Trained whole = train(halfOfTwenty().build());

    Trained first = train(saved(halfOfTwenty(), run).build(), ONE_SECOND, stop, event -> {});
    assertThat(first.summary().outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(first.summary().step()).isEqualTo(stop);
    // The speed after the length was fixed has no effect.
    Trained second = train(saved(halfOfTwenty(), run).build(), step -> step <= 10 ? 1 : 3);

    assertCompleted(second, 20);
    assertSameBits(second.state(), whole.state());
    assertThat(second.fixed())
        .containsExactly(new TrainingEvent.LengthFixed(Math.max(10, stop), 20));
  }

  @ParameterizedTest
  @ValueSource(longs = {9, 12, 18})
  void givenARunThatIsKilled_whenResumed_thenItEndsWithTheBitsOfOneThatWasNot(long kill)
      throws IOException {
    Path run = folder.resolve("run");
    Path killed = folder.resolve("killed");
    Trained whole =
        train(
            saved(halfOfTwenty(), run).build(),
            ONE_SECOND,
            0,
            TrainingRecorder.atStep(kill, () -> RunCopy.of(run, killed)));

    Trained resumed = train(saved(halfOfTwenty(), killed).build());

    assertCompleted(resumed, 20);
    assertSameBits(resumed.state(), whole.state());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1, 5})
  void givenACompletedRun_whenStartedAgain_thenItIsStillComplete(double later) throws IOException {
    Path run = folder.resolve("run");
    train(saved(halfOfTwenty(), run).build(), step -> step <= 10 ? 1 : later);

    Trained again = train(saved(halfOfTwenty(), run).build());

    assertThat(again.summary().wasComplete()).isTrue();
    assertThat(again.summary().steps()).isZero();
    assertThat(again.summary().step()).isEqualTo(20);
  }

  // Other lengths

  @Test
  void givenACompletedRun_whenItsDurationIsExtended_thenItsLengthIsFixedAgainAtOnce()
      throws IOException {
    Path time = folder.resolve("time");
    Path steps = folder.resolve("steps");
    train(saved(halfOfTwenty(), time).build());
    train(saved(settings().steps(20).decay(0.5), steps).build());
    TrainingPlan.Builder longer = saved(halfOfTwenty(), time).duration(Duration.ofSeconds(40));

    assertThatThrownBy(() -> train(longer.build()))
        .isInstanceOf(ResumeException.class)
        .hasMessageContaining("plan.seconds was 20, is 40");
    Trained byTime = train(longer.allowOnResume(ResumableChange.EPOCHS).build());
    Trained bySteps =
        train(
            saved(settings().steps(40).decay(0.5), steps)
                .allowOnResume(ResumableChange.EPOCHS)
                .build());

    assertCompleted(byTime, 40);
    assertThat(byTime.fixed()).containsExactly(new TrainingEvent.LengthFixed(20, 40));
    assertSameBits(byTime.state(), bySteps.state());
  }

  @Test
  void givenARunWhoseLengthWasNotFixed_whenItsDurationIsExtended_thenItIsFixedLater()
      throws IOException {
    Path run = folder.resolve("run");
    train(saved(halfOfTwenty(), run).build(), ONE_SECOND, 9, event -> {});

    Trained longer =
        train(
            saved(halfOfTwenty(), run)
                .duration(Duration.ofSeconds(40))
                .allowOnResume(ResumableChange.EPOCHS)
                .build());

    assertCompleted(longer, 40);
    assertThat(longer.fixed()).containsExactly(new TrainingEvent.LengthFixed(20, 40));
    assertSameBits(longer.state(), train(settings().steps(40).decay(0.5).build()).state());
  }

  @Test
  void givenAFixedLength_whenTheDurationIsShortened_thenTheRunEndsEarlierOrIsComplete()
      throws IOException {
    Path run = folder.resolve("run");
    train(saved(halfOfTwenty(), run).build(), ONE_SECOND, 13, event -> {});
    TrainingPlan.Builder shorter = saved(halfOfTwenty(), run).allowOnResume(ResumableChange.EPOCHS);

    Trained usedUp = train(shorter.duration(Duration.ofSeconds(12)).build());
    assertThat(usedUp.summary().wasComplete()).isTrue();
    Trained earlier = train(shorter.duration(Duration.ofSeconds(16)).build());

    assertCompleted(earlier, 16);
    assertThat(earlier.fixed()).containsExactly(new TrainingEvent.LengthFixed(13, 16));
  }

  // Roll-backs

  /** Rolls back to the checkpoint of step 7, before the length was fixed. */
  private static TrainingPlan rollingBack(Path run) {
    return saved(halfOfTwenty(), run)
        .sentinel(SentinelPolicy.builder().on(Trouble.NOT_FINITE, Action.ROLL_BACK).build())
        .build();
  }

  /** Makes the thirteenth step fail, once. */
  private static Consumer<TrainingEvent> failure(TensorFlowDcgan model) {
    boolean[] done = {false};
    return event -> {
      if (event instanceof TrainingEvent.StepEnd end && end.step() == 12 && !done[0]) {
        done[0] = true;
        String weights = "discriminator/convolution1/weights";
        float[] values = model.read(weights);
        values[0] = Float.NaN;
        model.write(weights, values);
      }
    };
  }

  @Test
  void givenARollBack_whenTheLengthIsFixedLater_thenUndoneStepsCountForTheSpeed()
      throws IOException {
    TrainingPlan plan = rollingBack(folder.resolve("run")).toBuilder().decay(0.2).build();
    Trained trained;
    try (TensorFlowDcgan model = tiny()) {
      trained = train(model, plan, ONE_SECOND, 0, failure(model));
    }

    assertThat(trained.events().all(TrainingEvent.RolledBack.class)).hasSize(1);
    assertThat(trained.fixed()).hasSize(1);
    TrainingEvent.LengthFixed fixed = trained.fixed().get(0);
    assertThat(fixed.totalSteps() - fixed.step())
        .as("16 of 20 seconds are used up, in each of which a step was made")
        .isEqualTo(4);
    assertCompleted(trained, fixed.totalSteps());
  }

  @Test
  void givenAFixedLength_whenTheRunRollsBackToBefore_thenItIsKeptAlsoIfTheRunIsKilled()
      throws IOException {
    Path run = folder.resolve("run");
    Path killedAtOnce = folder.resolve("at-once");
    Path killedLater = folder.resolve("later");
    Trained whole;
    try (TensorFlowDcgan model = tiny()) {
      Consumer<TrainingEvent> failure = failure(model);
      whole =
          train(
              model,
              rollingBack(run),
              ONE_SECOND,
              0,
              event -> {
                failure.accept(event);
                if (event instanceof TrainingEvent.RolledBack) {
                  RunCopy.of(run, killedAtOnce);
                } else if (event instanceof TrainingEvent.StepEnd end
                    && end.step() == 9
                    && Files.exists(killedAtOnce)) {
                  RunCopy.of(run, killedLater);
                }
              });
    }

    assertCompleted(whole, 20);
    assertThat(whole.events().all(TrainingEvent.RolledBack.class))
        .extracting(TrainingEvent.RolledBack::to)
        .containsExactly(7L);
    assertThat(whole.fixed()).containsExactly(new TrainingEvent.LengthFixed(10, 20));
    assertThat(newest(killedAtOnce).fixedSteps()).isEqualTo(20);
    Trained resumed = train(rollingBack(killedLater), step -> 4);
    assertCompleted(resumed, 20);
    assertThat(resumed.fixed()).containsExactly(new TrainingEvent.LengthFixed(7, 20));
    assertSameBits(resumed.state(), whole.state());
  }
}

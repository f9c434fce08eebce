package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.Dcgan;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.PlannedUpdates;
import org.dcgan.training.ResumableChange;
import org.dcgan.training.ResumeException;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.dcgan.training.TrainingSummary.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose length is a number of steps or a duration are resumed to the same bits. */
class BudgetResumeTest {
  @TempDir private Path folder;

  /** Alternating updates with a checkpoint every 3 steps; an epoch has 8 steps. */
  private TrainingPlan.Builder plan(String run) {
    return LongRun.plan(folder.resolve(run)).decayEpochs(0).build().toBuilder();
  }

  private static final class Starts implements TrainingListener {
    private final List<TrainingEvent.Started> events = new ArrayList<>();

    @Override
    public void onStarted(TrainingEvent.Started event) {
      events.add(event);
    }
  }

  private TrainingSummary train(Dcgan dcgan, TrainingPlan plan, long stop, Starts starts)
      throws IOException {
    StopAt stops = new StopAt(stop);
    return dcgan.train(LongRun.source(), plan, stops.signal(), stops, starts);
  }

  private String hashAt(TrainingPlan plan, long... stops) throws IOException {
    for (int i = 0; i < stops.length; i++) {
      try (Dcgan dcgan = LongRun.model()) {
        train(dcgan, plan, stops[i], new Starts());
        assertThat(dcgan.step()).isEqualTo(stops[i]);
        if (i == stops.length - 1) {
          return LongRun.hash(dcgan);
        }
      }
    }
    throw new IllegalArgumentException();
  }

  @Test
  void givenARunOfSteps_whenStoppedAndResumed_thenItEndsAtThatStepWithTheSameBits()
      throws IOException {
    TrainingPlan plan = plan("a").steps(21).decaySteps(6).build();
    Starts starts = new Starts();
    String hash;
    try (Dcgan dcgan = LongRun.model()) {
      train(dcgan, plan, 17, starts);
    }
    try (Dcgan dcgan = LongRun.model()) {
      TrainingSummary summary = train(dcgan, plan, -1, starts);
      assertThat(summary.outcome()).isEqualTo(Outcome.COMPLETED);
      assertThat(dcgan.step()).isEqualTo(21);
      hash = LongRun.hash(dcgan);
    }
    try (Dcgan dcgan = LongRun.model()) {
      train(dcgan, plan("b").steps(21).decaySteps(6).build(), -1, new Starts());
      assertThat(LongRun.hash(dcgan)).isEqualTo(hash);
    }
    TrainingEvent.Started first = starts.events.get(0);
    assertThat(first.totalSteps()).isEqualTo(21);
    assertThat(first.updates()).hasValue(new PlannedUpdates(11, 10));
    assertThat(first.warning()).hasValueSatisfying(text -> assertThat(text).contains("11 updates"));
    assertThat(first.trained()).isZero();
    assertThat(starts.events.get(1).updates()).hasValue(new PlannedUpdates(2, 2));
    assertThat(starts.events.get(1).trained()).isPositive();
  }

  @Test
  void givenARunByDuration_whenInterruptedAndResumed_thenItHasTheSameWeightsAtTheSameStep()
      throws IOException {
    String interrupted = hashAt(plan("a").duration(Duration.ofHours(1)).build(), 5, 13, 19);
    String uninterrupted = hashAt(plan("b").duration(Duration.ofHours(2)).build(), 19);
    String bySteps = hashAt(plan("c").steps(100).build(), 19);

    assertThat(interrupted).isEqualTo(uninterrupted).isEqualTo(bySteps);
  }

  @Test
  void givenADuration_whenItIsUsedUp_thenTheRunIsCompleteAndStaysSo() throws IOException {
    // A checkpoint at every step: the last one has to record that the time is used up.
    Duration limit = Duration.ofMillis(120);
    TrainingPlan plan =
        plan("a")
            .duration(limit)
            .checkpoints(CheckpointPolicy.builder(folder.resolve("a")).everySteps(1).build())
            .build();
    Starts starts = new Starts();
    long steps;
    try (Dcgan dcgan = LongRun.model()) {
      TrainingSummary summary = train(dcgan, plan, -1, starts);
      assertThat(summary.outcome()).isEqualTo(Outcome.COMPLETED);
      assertThat(summary.duration()).isGreaterThanOrEqualTo(limit);
      steps = dcgan.step();
    }
    assertThat(starts.events.get(0).totalSteps()).isZero();
    assertThat(starts.events.get(0).updates()).isEmpty();
    assertThat(starts.events.get(0).warning()).isEmpty();
    try (Dcgan dcgan = LongRun.model()) {
      TrainingSummary again = train(dcgan, plan, -1, starts);
      assertThat(again.wasComplete()).isTrue();
      assertThat(dcgan.step()).isEqualTo(steps);
    }
    TrainingPlan longer =
        plan.toBuilder().duration(Duration.ofDays(1)).allowOnResume(ResumableChange.EPOCHS).build();
    try (Dcgan dcgan = LongRun.model()) {
      TrainingSummary more = train(dcgan, longer, steps + 1, starts);
      assertThat(more.steps()).isEqualTo(1);
    }
    assertThat(starts.events.get(1).trained()).isGreaterThanOrEqualTo(limit);
  }

  @Test
  void givenAnotherLength_whenResumedWithoutPermission_thenBothValuesAreNamed() throws IOException {
    try (Dcgan dcgan = LongRun.model()) {
      train(dcgan, plan("a").steps(40).build(), 4, new Starts());
    }
    try (Dcgan dcgan = LongRun.model()) {
      assertThatThrownBy(
              () ->
                  train(
                      dcgan,
                      plan("a").duration(Duration.ofMillis(1500)).stepsPerEpoch(3).build(),
                      -1,
                      new Starts()))
          .isInstanceOf(ResumeException.class)
          .hasMessageContaining("plan.steps was 40, is 0")
          .hasMessageContaining("plan.seconds was 0, is 1.5")
          .hasMessageContaining("plan.stepsPerEpoch was 0, is 3");
    }
  }

  @Test
  void givenStepsPerEpoch_whenTrained_thenEpochsAreReportedThenAndTheWeightsAreTheSame()
      throws IOException {
    List<Long> ends = new ArrayList<>();
    TrainingListener epochs =
        new TrainingListener() {
          @Override
          public void onEpoch(TrainingEvent.EpochEnd event) {
            ends.add(event.step());
          }
        };
    String hash;
    try (Dcgan dcgan = LongRun.model()) {
      dcgan.train(LongRun.source(), plan("a").steps(20).stepsPerEpoch(6).build(), epochs);
      hash = LongRun.hash(dcgan);
    }
    assertThat(ends).containsExactly(6L, 12L, 18L);
    try (Dcgan dcgan = LongRun.model()) {
      dcgan.train(LongRun.source(), plan("b").steps(20).build());
      assertThat(LongRun.hash(dcgan)).isEqualTo(hash);
    }
  }
}

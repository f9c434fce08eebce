package org.dcgan.tensorflow.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The learning rate of each step, and the steps that a duration becomes. */
class RunScheduleTest {
  private static final long STEPS_PER_EPOCH = 4;
  private static final long MOST = 1_000;
  private static final Duration TIME = Duration.ofMinutes(1);

  private static RunSchedule schedule(TrainingPlan.Builder plan, long fixedSteps) {
    return new RunSchedule(plan.build(), 100, STEPS_PER_EPOCH, MOST, fixedSteps);
  }

  private static double[] rates(RunSchedule schedule, long steps) {
    return LongStream.rangeClosed(1, steps)
        .mapToDouble(i -> schedule.settings(i, 0).rateFactor())
        .toArray();
  }

  @Test
  void givenAShareOfEpochsOrSteps_whenTheRateDecays_thenItIsThatOfAsManyEpochsOrSteps() {
    double[] halfOfEight = {1, 1, 1, 1, 4 / 5.0, 3 / 5.0, 2 / 5.0, 1 / 5.0};
    TrainingPlan.Builder epochs = TrainingPlan.builder().epochs(2);
    TrainingPlan.Builder steps = TrainingPlan.builder().steps(8);

    assertThat(rates(schedule(epochs.decayEpochs(1), 0), 8)).containsExactly(halfOfEight);
    assertThat(rates(schedule(epochs.decayEpochs(0).decay(0.5), 0), 8))
        .containsExactly(halfOfEight);
    assertThat(rates(schedule(steps.decaySteps(4), 0), 8)).containsExactly(halfOfEight);
    assertThat(rates(schedule(steps.decaySteps(0).decay(0.5), 0), 8)).containsExactly(halfOfEight);
  }

  @Test
  void givenAShare_whenItIsNoWholeNumberOfSteps_thenItIsRounded() {
    assertThat(rates(schedule(TrainingPlan.builder().steps(5).decay(0.5), 0), 5))
        .containsExactly(1, 1, 3 / 4.0, 2 / 4.0, 1 / 4.0);
    assertThat(rates(schedule(TrainingPlan.builder().steps(5).decay(0.29), 0), 5))
        .containsExactly(1, 1, 1, 1, 1 / 2.0);
    assertThat(rates(schedule(TrainingPlan.builder().steps(3).decay(1), 0), 3))
        .containsExactly(3 / 4.0, 2 / 4.0, 1 / 4.0);
    assertThat(rates(schedule(TrainingPlan.builder().steps(3).decay(0.1), 0), 3))
        .containsExactly(1, 1, 1);
  }

  @Test
  void givenADuration_whenItsLengthIsNotFixed_thenTheRateIsConstantAndOnlyTheClockEndsTheRun() {
    RunSchedule open = schedule(TrainingPlan.builder().duration(TIME).decay(0.5), 0);

    assertThat(rates(open, MOST)).containsOnly(1);
    assertThat(open.isKnown()).isFalse();
    assertThat(open.totalSteps()).isEqualTo(MOST);
    assertThat(open.plannedEnd()).isZero();
    assertThat(open.willBeFixed(0)).isFalse(); // there is no speed without a step
    assertThat(open.willBeFixed(1)).isTrue();
  }

  @Test
  void givenADuration_whenItHasBecomeANumberOfSteps_thenItHasTheRatesAndTheEndOfSoManySteps() {
    RunSchedule fixed =
        schedule(TrainingPlan.builder().duration(TIME).decay(0.5), 0).withFixedSteps(8);

    assertThat(rates(fixed, 8))
        .containsExactly(rates(schedule(TrainingPlan.builder().steps(8).decay(0.5), 0), 8));
    assertThat(fixed.isKnown()).isTrue();
    assertThat(fixed.willBeFixed(1)).isFalse();
    assertThat(fixed.end()).isEqualTo(108);
    assertThat(fixed.plannedEnd()).isZero(); // the plan's length is still a duration
  }

  @Test
  void givenADurationWithoutDecay_whenStepsAreMade_thenItsLengthIsNeverFixed() {
    assertThat(schedule(TrainingPlan.builder().duration(TIME), 0).willBeFixed(1)).isFalse();
    assertThat(schedule(TrainingPlan.builder().steps(5).decay(0.5), 0).willBeFixed(1)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0.5", "0.25, 0.75", "0.95, 0.05", "0.99, 0.05", "1, 0.05"})
  void givenAShare_whenSoMuchTimeIsUsed_thenTheLengthIsFixed(double share, double moment) {
    RunSchedule schedule = schedule(TrainingPlan.builder().duration(TIME).decay(share), 0);

    assertThat(schedule.isFixedAt(moment - 1e-9)).isFalse();
    assertThat(schedule.isFixedAt(moment + 1e-9)).isTrue();
    assertThat(schedule.isFixedAt(7)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "10, 0, 0.5, 20",
    "11, 0, 0.55, 20", // the same speed, at a later step
    "7, 0, 0.6, 12", // 11.67
    "1, 0, 0.999, 2", // at least one step more
    "3, 0, 8, 4", // the time is used up
    "3, 0, 1e-300, 1000", // no more than can be counted
    "999, 0, 1, 1000",
    "4, 12, 0.8, 8", // 16 steps were made in this time, so 4 more can be
    "1, 30, 2, 2"
  })
  void givenStepsInAPartOfTheTime_whenTheLengthIsFixed_thenItIsThatOfTheWholeTimeAtThisSpeed(
      long made, long undone, double used, long steps) {
    assertThat(
            schedule(TrainingPlan.builder().duration(TIME).decay(0.5), 0)
                .stepsInTime(made, undone, used))
        .isEqualTo(steps);
  }
}

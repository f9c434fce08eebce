package org.dcgan.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.dcgan.training.Losses;
import org.dcgan.training.SentinelPolicy;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A history of any length takes constant memory and has exact averages. */
class LossHistoryTest {

  @Test
  void givenFewSteps_whenSummarized_thenEachIsAPoint() {
    LossHistory history = new LossHistory(8);
    for (int step = 1; step <= 5; step++) {
      history.add(step, new Losses(step, 10 * step, 0.1, 0.2));
    }

    LossHistory.Curve curve = history.curve(LossHistory.GENERATOR, 0);

    assertThat(curve.steps()).containsExactly(1, 2, 3, 4, 5);
    assertThat(curve.mean()).containsExactly(10, 20, 30, 40, 50);
    assertThat(curve.deviation()).containsOnly(0);
  }

  @Test
  void givenManySteps_whenSummarized_thenPointsAreBoundedAndAverageNeighbors() {
    LossHistory history = new LossHistory(8);
    for (int step = 1; step <= 64; step++) {
      history.add(step, new Losses(step, 1, 0.1, 0.2));
    }

    LossHistory.Curve curve = history.curve(LossHistory.DISCRIMINATOR, 0);

    assertThat(curve.steps()).containsExactly(4.5, 12.5, 20.5, 28.5, 36.5, 44.5, 52.5, 60.5);
    assertThat(curve.mean()).containsExactly(curve.steps());
    // Eight neighboring whole numbers have a variance of (64 - 1) / 12.
    assertThat(curve.deviation()[3]).isCloseTo(Math.sqrt(63 / 12.0), within(1e-9));
  }

  @Test
  void givenAnyNumberOfSteps_whenSummarized_thenNoStepIsLostOrCountedTwice() {
    for (int steps = 1; steps <= 200; steps++) {
      LossHistory history = new LossHistory(8);
      for (int step = 1; step <= steps; step++) {
        history.add(step, new Losses(step, 1, 0.1, 0.2));
      }

      LossHistory.Curve curve = history.curve(LossHistory.DISCRIMINATOR, 0);
      assertThat(history.size()).isBetween(1, 8);
      assertThat(curve.steps()).isSorted();
      // A bucket of whole numbers in a row has their middle as its average.
      assertThat(curve.mean()).containsExactly(curve.steps(), within(1e-9));
    }
  }

  @Test
  void givenNoise_whenSmoothed_thenTheAverageStaysAndTheDeviationIsThatOfSingleSteps() {
    LossHistory history = new LossHistory(100);
    for (int step = 1; step <= 100; step++) {
      history.add(step, new Losses(step % 2 == 0 ? 2 : 0, 1, 0.1, 0.2));
    }

    LossHistory.Curve curve = history.curve(LossHistory.DISCRIMINATOR, 10);

    assertThat(curve.mean()[50]).isCloseTo(1, within(0.05));
    assertThat(curve.deviation()[50]).isCloseTo(1, within(0.05));
  }

  @Test
  void givenNaN_whenAdded_thenItIsCountedAndOmitted() {
    LossHistory history = new LossHistory(4);
    history.add(1, new Losses(1, 1, 0.5, 0.5));
    history.add(2, new Losses(Double.NaN, 1, 0.5, 0.5));

    assertThat(history.size()).isEqualTo(1);
    assertThat(history.notFinite()).isEqualTo(1);
  }

  @Test
  void givenALogOfARunThatCrashedAndResumed_whenReadBack_thenEachStepIsThereOnce(
      @TempDir Path folder) throws Exception {
    Path log = folder.resolve("events.ndjson");
    SimulatedTraining.of(1, 5).replay(EventLog.to(log));
    SimulatedTraining course = SimulatedTraining.of(2, 10);
    course.replayUpTo(EventLog.to(log), 10);
    EventLog crashed = EventLog.to(log);
    crashed.on(course.started(8, Optional.of(Path.of("checkpoints/8"))));
    crashed.on(course.step(9));
    crashed.on(course.finished(TrainingSummary.Outcome.STOPPED, 9));
    Files.writeString(log, "{\"event\":\"step\",\"st", StandardOpenOption.APPEND);

    LossHistory.Curve curve = LoggedLosses.read(log, 9, 100).curve(LossHistory.GENERATOR, 0);

    assertThat(curve.steps()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    for (int step = 1; step <= 9; step++) {
      assertThat(curve.mean()[step - 1]).isEqualTo(course.losses(step).generator());
    }
    assertThat(LoggedLosses.read(folder.resolve("none"), 9, 100).size()).isZero();
  }

  @Test
  void givenStepsThatWillBeRepeated_whenRolledBack_thenOnlyEarlierOnesAreLeft() {
    LossHistory history = new LossHistory(100);
    for (long step = 1; step <= 20; step++) {
      history.add(step, new Losses(step, 1, 0.1, 0.2));
    }

    history.forgetAfter(12);
    history.add(13, new Losses(99, 1, 0.1, 0.2));

    assertThat(history.size()).isEqualTo(13);
    LossHistory.Curve curve = history.curve(LossHistory.DISCRIMINATOR, 0);
    assertThat(curve.mean()[11]).isEqualTo(12);
    assertThat(curve.mean()[12]).isEqualTo(99);
    assertThat(curve.deviation()[12]).isZero();
  }

  @Test
  void givenALogOfARunThatWasRolledBack_whenReadBack_thenTheStepsThatCountAreThere(
      @TempDir Path rolledBack) throws Exception {
    Path log = rolledBack.resolve("events.ndjson");
    SimulatedTraining course = SimulatedTraining.of(1, 20);
    EventLog events = EventLog.to(log);
    events.on(course.started());
    for (long step = 1; step <= 9; step++) {
      events.on(course.step(step));
    }
    events.on(SimulatedTraining.alarm(9, SentinelPolicy.Action.ROLL_BACK));
    events.on(SimulatedTraining.rolledBack(9, 4));
    for (long step = 5; step <= 7; step++) {
      events.on(
          new TrainingEvent.StepEnd(
              step, 1, new Losses(50 + step, 1, 0.1, 0.2), Duration.ZERO, Duration.ZERO));
    }
    events.on(course.finished(TrainingSummary.Outcome.STOPPED, 7));

    LossHistory history = LoggedLosses.read(log, 20, 100);

    assertThat(history.size()).isEqualTo(7);
    double[] losses = history.curve(LossHistory.DISCRIMINATOR, 0).mean();
    assertThat(losses[3]).isEqualTo(course.losses(4).discriminator());
    assertThat(losses[4]).isEqualTo(55);
    assertThat(losses[6]).isEqualTo(57);
  }
}

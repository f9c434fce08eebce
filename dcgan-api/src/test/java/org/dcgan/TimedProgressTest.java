package org.dcgan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.dcgan.architecture.Architecture;
import org.dcgan.training.Losses;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingProgress;
import org.dcgan.training.TrainingSummary;
import org.junit.jupiter.api.Test;

/** The progress of a training whose length is a duration. */
class TimedProgressTest {

  private static TrainingProgress progress(TrainingProgress.State state, Duration elapsed) {
    return new TrainingProgress(
        state,
        0,
        70,
        0,
        1,
        Optional.empty(),
        elapsed,
        Optional.empty(),
        Optional.of(Duration.ofMinutes(40)));
  }

  @Test
  void givenATimeLimit_whenTimePasses_thenFractionAndRemainingTimeFollowFromIt() {
    TrainingProgress running = progress(TrainingProgress.State.RUNNING, Duration.ofMinutes(10));

    assertThat(running.fraction()).isEqualTo(0.25);
    assertThat(running.remaining()).hasValue(Duration.ofMinutes(30));
    assertThat(progress(TrainingProgress.State.RUNNING, Duration.ofMinutes(41)).remaining())
        .hasValue(Duration.ZERO);
    assertThat(progress(TrainingProgress.State.ENDED, Duration.ofMinutes(41)).fraction())
        .isEqualTo(1);
    assertThat(progress(TrainingProgress.State.ENDED, Duration.ofMinutes(41)).remaining())
        .isEmpty();
  }

  @Test
  void givenAResumedRun_whenItStartsAndEnds_thenTheLimitIsWhatIsLeftAndStepsAreCounted() {
    Losses losses = new Losses(1, 1, 0.5, 0.5);
    ProgressTracker tracker = new ProgressTracker();
    tracker.begin();
    tracker.onStarted(
        new TrainingEvent.Started(
            Architecture.svhn32(),
            TrainingPlan.builder().duration(Duration.ofMinutes(90)).build(),
            "faces",
            100,
            50,
            0,
            "float32",
            Optional.of(Path.of("run")),
            Duration.ofMinutes(30)));
    tracker.onStep(new TrainingEvent.StepEnd(101, 1, losses, Duration.ZERO, Duration.ZERO));

    assertThat(tracker.now().timeLimit().orElseThrow())
        .isBetween(Duration.ofMinutes(60), Duration.ofMinutes(61));
    assertThat(tracker.now().remaining().orElseThrow())
        .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60));
    tracker.end(
        new TrainingSummary(
            TrainingSummary.Outcome.STOPPED,
            1,
            0,
            101,
            losses,
            Duration.ofSeconds(1),
            1,
            0,
            0,
            Optional.empty()));
    assertThat(tracker.now().firstStep()).isEqualTo(100);
    assertThat(tracker.now().step()).isEqualTo(101);
    assertThat(tracker.now().fraction()).isLessThan(0.1);
  }

  @Test
  void givenTimeBeforeTheFirstStep_whenItStarts_thenItDoesNotCountAsTrainingTime()
      throws InterruptedException {
    Duration preparation = Duration.ofMillis(60); // reading a checkpoint, measuring convolutions
    long before = System.nanoTime();
    ProgressTracker tracker = new ProgressTracker();
    tracker.begin();
    Thread.sleep(preparation.toMillis());
    tracker.onStarted(
        new TrainingEvent.Started(
            Architecture.svhn32(),
            TrainingPlan.builder().duration(Duration.ofHours(1)).build(),
            "faces",
            0,
            50,
            0,
            "float32",
            Optional.empty()));
    TrainingProgress now = tracker.now();
    Duration passed = Duration.ofNanos(System.nanoTime() - before);

    assertThat(now.timeLimit().orElseThrow())
        .isBetween(
            Duration.ofHours(1).plus(preparation.dividedBy(2)), Duration.ofHours(1).plus(passed));
    assertThat(now.remaining().orElseThrow())
        .isBetween(
            Duration.ofHours(1).minus(passed).plus(preparation.dividedBy(2)), Duration.ofHours(1));
  }

  @Test
  void givenDurationsWithoutLimit_whenAsked_thenTheyDoNotOverflow() {
    Duration forever = ChronoUnit.FOREVER.getDuration();
    TrainingProgress endless =
        new TrainingProgress(
            TrainingProgress.State.RUNNING,
            0,
            70,
            0,
            1,
            Optional.empty(),
            Duration.ofMinutes(10),
            Optional.empty(),
            Optional.of(forever));

    assertThat(endless.fraction()).isBetween(0.0, 1e-6);
    assertThat(endless.remaining()).hasValue(forever.minusMinutes(10));
    assertThat(progress(TrainingProgress.State.RUNNING, forever).fraction()).isEqualTo(1);
  }
}

package org.dcgan.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.dcgan.architecture.Architecture;
import org.dcgan.training.SentinelPolicy;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.dcgan.training.TrainingSummary.Outcome;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Progress and remaining time are shown as a bar at a terminal and as lines in a file. */
class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  @Nested
  class AJob {
    private final Job job = new Job("packing", 10_000, "images", nanos::get);

    @Test
    void givenHalfOfTheWork_whenShown_thenRateAndRemainingTimeFollow() {
      job.advance(5000);
      pass(Duration.ofSeconds(10));
      job.note("3 skipped");

      assertThat(job.sentence())
          .isEqualTo("packing 50%: 5,000 of 10,000 images, 500 images/s, 0:10 left; 3 skipped");
      assertThat(job.line(80))
          .startsWith("packing  50% [=====")
          .contains(">", "] 500 images/s 0:10 left  3 skipped")
          .hasSizeLessThanOrEqualTo(80);
      assertThat(job.conclusion()).isEqualTo("packing: 5,000 images in 0:10, 500 images/s");
    }

    @Test
    void givenASlowStart_whenHalfAMinuteHasPassed_thenOnlyTheRecentSpeedCounts() {
      pass(Duration.ofMinutes(1));
      job.sentence();
      for (int second = 0; second < 40; second++) {
        job.advance(100);
        pass(Duration.ofSeconds(1));
        job.sentence();
      }

      assertThat(job.sentence()).contains("4,000 of 10,000 images, 100 images/s, 1:00 left");
    }

    @Test
    void givenATerminalOfAnyWidth_whenShown_thenTheLineFits() {
      job.advance(5000);
      pass(Duration.ofSeconds(10));
      job.note("epoch 1/2 D 1.234 G 0.567 real 0.50 fake 0.50");

      for (int width = 0; width < 200; width++) {
        assertThat(job.line(width).length()).isLessThanOrEqualTo(width);
      }
      assertThat(job.line(60)).as("no room for a bar").startsWith("packing  50%  500 images/s");
    }

    @Test
    void givenFinishedWork_whenShown_thenNoRemainingTimeIsShown() {
      job.advance(10_000);
      pass(Duration.ofSeconds(2));

      assertThat(job.sentence()).isEqualTo("packing 100%: 10,000 of 10,000 images, 5,000 images/s");
      assertThat(job.line(80)).contains("100% [=").doesNotContain(">", "left");
    }

    @Test
    void givenAnUnknownTotal_whenShown_thenOnlyKnownNumbersAreShown() {
      Job endless = new Job("reading", 0, "lines", nanos::get);
      endless.advance(30);
      pass(Duration.ofSeconds(10));

      assertThat(endless.sentence()).isEqualTo("reading: 30 lines, 3.0 lines/s");
      assertThat(endless.line(80)).isEqualTo("reading 30 lines 3.0 lines/s");
    }
  }

  @Test
  void givenPlainLines_whenWorkGoesOn_thenOneAppearsAtEachInterval() {
    ProgressDisplay lines = new ProgressDisplay.Lines(out, Duration.ofSeconds(5), nanos::get);
    Progress.Task task = lines.show(new Job("packing", 100, "images", nanos::get));

    for (int i = 0; i < 60; i++) {
      pass(Duration.ofMillis(200));
      task.advance(1);
    }
    task.close();
    task.close();
    task.advance(1);

    assertThat(shown().lines())
        .hasSize(3)
        .first()
        .asString()
        .isEqualTo("packing 25%: 25 of 100 images, 5.0 images/s, 0:15 left");
    assertThat(shown().lines().skip(2)).containsExactly("packing: 60 images in 0:12, 5.0 images/s");
    assertThat(shown()).doesNotContain("\r", "\u001b");
  }

  @Test
  void givenATraining_whenShownAsLines_thenEpochLossesScoresAndTheEndCanBeRead() {
    SimulatedTraining.of(3, 4).replay(Progress.lines(out, Duration.ZERO));

    assertThat(shown().lines().toList())
        .hasSize(2 + 12 + 2)
        .satisfies(
            lines -> {
              assertThat(lines.get(0))
                  .isEqualTo(
                      "training a DCGAN of 32x32x3 on rooms(20000 images, seed 42): 3 epochs, 12"
                          + " steps of 128 images, 12 updates of each network; float32 on the"
                          + " CPU, 2 threads");
              assertThat(lines.get(1))
                  .startsWith("warning: 12 updates of the generator are too few")
                  .contains("at least 3,000; train longer, or reduce a batchSize above 16");
              assertThat(lines.get(2))
                  .startsWith("training 8%: 128 of 1,536 images, ")
                  .containsPattern(
                      "images/s, 0:00 left; epoch 1/3 D \\d\\.\\d{3} G \\d\\.\\d{3} real"
                          + " \\d\\.\\d\\d fake \\d\\.\\d\\d$");
              assertThat(lines.get(14)).startsWith("training: 1,536 images in 0:00, ");
              assertThat(lines.get(15))
                  .isEqualTo(
                      "training completed: 3 epochs, 12 steps in 1:02:03, 7% of it spent waiting"
                          + " for images; skipped unreadable images 2 times; the model is in "
                          + Path.of("run/model"));
            });
  }

  @Test
  void givenATrainingThatIsResumed_whenShown_thenItSaysFromWhere() {
    Path checkpoint = Path.of("run", "step-5");

    Progress.lines(out).on(SimulatedTraining.of(3, 4).started(5, Optional.of(checkpoint)));

    assertThat(shown())
        .contains("3 epochs, 7 steps")
        .contains("resumed at step 5 from " + checkpoint);
  }

  @Test
  void givenATrainingByTime_whenShown_thenItSaysTheTimeAndLaterHowManyUpdatesThatMakes() {
    TrainingEvent.Started event =
        new TrainingEvent.Started(
            Architecture.svhn32(),
            TrainingPlan.builder().duration(Duration.ofMinutes(90)).build(),
            "rooms",
            100,
            50,
            0,
            "float32",
            Optional.of(Path.of("run", "step-100")),
            Duration.ofMinutes(30));
    Progress progress = Progress.lines(out, Duration.ZERO);

    progress.on(event);
    progress.on(SimulatedTraining.of(3, 50).step(101));

    assertThat(shown())
        .contains("1:30:00 of training time, of which 30:00 were trained before, steps of 128")
        .contains("training: 128 images")
        .contains("; 30:00 of 1:30:00, epoch 3 D ")
        .doesNotContain("warning");

    TimedTraining timed = new TimedTraining(event, Duration.ofMinutes(90), nanos::get);
    for (int step = 0; step < 9; step++) {
      assertThat(timed.afterStep(101 + step)).isEmpty();
      pass(Duration.ofSeconds(2));
    }
    // 2 s a step and 59:42 left are 1,791 more steps.
    assertThat(timed.afterStep(110))
        .satisfiesExactly(
            estimate ->
                assertThat(estimate)
                    .isEqualTo(
                        "at this speed, the model will have had about 1,901 updates of each"
                            + " network at the end"),
            warning -> assertThat(warning).startsWith("warning: 1,901 updates"));
    assertThat(timed.afterStep(111)).isEmpty();
    assertThat(timed.elapsed()).isEqualTo("30:18 of 1:30:00");
  }

  @Test
  void givenATrainingByTime_whenItsLengthIsFixed_thenStepsAreShownInsteadOfTime() {
    TrainingEvent.Started event =
        new TrainingEvent.Started(
            Architecture.svhn32(),
            TrainingPlan.builder().duration(Duration.ofMinutes(90)).decay(0.5).build(),
            "rooms",
            100,
            50,
            0,
            "float32",
            Optional.empty());
    Progress progress = Progress.lines(out, Duration.ZERO);

    progress.on(event);
    progress.on(SimulatedTraining.of(3, 50).step(101));
    progress.on(new TrainingEvent.LengthFixed(101, 200));
    progress.on(SimulatedTraining.of(3, 50).step(102));

    String[] parts = shown().split("the training ends with step 200, whatever the time", 2);
    assertThat(parts).hasSize(2);
    assertThat(parts[0]).contains("training: 128 images").contains("0:00 of 1:30:00");
    assertThat(parts[1])
        .contains("warning: 200 updates")
        .contains("training 2%: 256 of 12,800 images")
        .doesNotContain("of 1:30:00");
  }

  @Test
  void givenATrainingThatFails_whenShown_thenTheConsoleSaysSo() {
    SimulatedTraining course = SimulatedTraining.of(3, 4);
    Progress progress = Progress.lines(out);

    course.replayUpTo(progress, 5);
    progress.on(course.finished(TrainingSummary.Outcome.FAILED, 5));

    assertThat(shown()).contains("training failed: 1 epochs, 5 steps");
  }

  @Test
  void givenATerminal_whenATrainingIsShown_thenABarIsDrawnOverItself() {
    new SimulatedTraining(2, 20, 64, Duration.ofMillis(20)).replay(Progress.bar(out));

    assertThat(shown()).contains("\r").contains("images/s").contains("epoch 2/2");
    assertThat(shown().lines().reduce((a, b) -> b)).get().asString().contains("completed");
  }

  @Test
  void givenManyThreads_whenTheyWork_thenNothingIsLost() {
    Progress.Task task = Progress.lines(out).start("hashing", 100_000, "images");

    IntStream.range(0, 100_000).parallel().forEach(i -> task.advance(1));
    task.close();

    assertThat(shown()).startsWith("hashing: 100,000 images in ");
  }

  @Test
  void givenTheSilentMode_whenEventsOccur_thenNothingIsShown() {
    PrintStream before = System.err;
    System.setErr(out);
    try {
      Progress progress = Progress.silent();
      SimulatedTraining.of(2, 2).replay(progress);
      try (Progress.Task task = progress.start("x", 1, "y")) {
        task.advance(1);
      }
    } finally {
      System.setErr(before);
    }

    assertThat(shown()).isEmpty();
  }

  @Test
  void givenNoTerminal_whenTheConsoleIsAsked_thenItShowsPlainLines() {
    PrintStream before = System.err;
    System.setErr(out);
    try {
      SimulatedTraining.of(1, 2).replay(Progress.console());
    } finally {
      System.setErr(before);
    }

    assertThat(shown()).contains("training completed").doesNotContain("\r", "\u001b");
  }

  @Test
  void givenAnImpossibleRequest_whenMade_thenTheRangeIsNamed() {
    assertThatThrownBy(() -> Progress.silent().start("x", -1, "y"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 0, got -1");
    assertThatThrownBy(() -> Progress.lines(out, Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must not be negative");
  }

  @Test
  void givenDurations_whenFormatted_thenTheyReadAsAClock() {
    assertThat(Clock.format(Duration.ofMillis(7999))).isEqualTo("0:07");
    assertThat(Clock.format(Duration.ofSeconds(754))).isEqualTo("12:34");
    assertThat(Clock.format(Duration.ofSeconds(3723))).isEqualTo("1:02:03");
    assertThat(Clock.format(Duration.ofHours(100))).isEqualTo("100:00:00");
  }

  @Test
  void givenAlarmsAndARollBack_whenShown_thenTheyAreSaidAndCountingGoesOnFromThere() {
    Progress progress = Progress.lines(out, Duration.ofHours(1));
    SimulatedTraining course = SimulatedTraining.of(1, 20);

    progress.on(course.started());
    progress.on(course.step(1));
    progress.on(SimulatedTraining.alarm(12, SentinelPolicy.Action.WARN));
    progress.on(SimulatedTraining.alarm(17, SentinelPolicy.Action.ROLL_BACK));
    progress.on(SimulatedTraining.rolledBack(17, 10));
    progress.on(course.step(11));
    progress.on(SimulatedTraining.alarm(18, SentinelPolicy.Action.STOP));
    progress.on(course.finished(TrainingSummary.Outcome.ALARMED, 18));

    assertThat(shown().lines())
        .contains(
            "alarm at step 12 (training goes on): D has won: its loss was 0.004",
            "alarm at step 17 (going back to a checkpoint): D has won: its loss was 0.004",
            "rolled back from step 17 to 10 ("
                + Path.of("run/step-4")
                + "), on with random stream 1",
            "alarm at step 18 (training ends): D has won: its loss was 0.004")
        .anyMatch(line -> line.startsWith("training alarmed: "));
  }

  @Test
  void givenNamesThatForgeLines_whenATrainingIsShown_thenEachEventHasItsLines() {
    Path forged = Path.of("a\n2026-01-01 ERROR forged\u001b[2J\u202egnp");
    Progress progress = Progress.lines(out, Duration.ofHours(1));
    TrainingSummary summary = SimulatedTraining.of(3, 50).finished(Outcome.STOPPED, 7).summary();

    progress.on(
        new TrainingEvent.Started(
            Architecture.svhn32(),
            TrainingPlan.builder().epochs(500).build(),
            forged.toString(),
            100,
            50,
            25_000,
            "float32",
            Optional.of(forged)));
    progress.on(new TrainingEvent.RolledBack(200, 100, 1, forged));
    progress.on(
        new TrainingEvent.Finished(
            new TrainingSummary(
                summary.outcome(),
                summary.steps(),
                summary.epochs(),
                summary.step(),
                summary.losses(),
                summary.duration(),
                summary.imagesPerSecond(),
                summary.dataWaitShare(),
                summary.unreadableImages(),
                Optional.of(forged))));

    assertThat(shown().lines()).noneMatch(line -> line.startsWith("2026"));
    assertThat(shown().lines().filter(line -> line.contains("ERROR forged"))).hasSize(4);
    assertThat(shown())
        .contains("resumed at step 100 from a\\u000a2026")
        .contains("the model is in a\\u000a2026")
        .doesNotContain("\u001b", "\u202e");
  }

  @Test
  void givenAnIntervalWithoutLimit_whenWorkAdvances_thenOnlyTheConclusionIsShown() {
    try (Progress.Task task =
        Progress.lines(out, ChronoUnit.FOREVER.getDuration()).start("packing", 2, "images")) {
      task.advance(1);
      task.advance(1);
    }

    assertThat(shown().lines()).hasSize(1);
    assertThat(shown()).startsWith("packing: 2 images in ");
  }
}

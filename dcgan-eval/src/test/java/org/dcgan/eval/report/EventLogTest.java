package org.dcgan.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dcgan.training.GradientNorms;
import org.dcgan.training.Losses;
import org.dcgan.training.SentinelPolicy;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingSummary;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log has one JSON object per line, also after failures. */
class EventLogTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("run/events.ndjson");
  }

  private List<JsonObject> read() throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }

  private static List<String> events(List<JsonObject> lines) {
    return lines.stream().map(line -> line.get("event").getAsString()).toList();
  }

  @Test
  void givenATraining_whenLogged_thenEveryEventIsALineWithItsFields() throws Exception {
    SimulatedTraining.of(2, 2).replay(EventLog.to(file));

    List<JsonObject> lines = read();
    assertThat(events(lines))
        .containsExactly(
            "started",
            "step",
            "step",
            "epoch",
            "saved",
            "step",
            "step",
            "epoch",
            "saved",
            "finished");
    assertThat(lines)
        .allSatisfy(line -> assertThat(Instant.parse(line.get("time").getAsString())).isNotNull());

    JsonObject started = lines.get(0);
    assertThat(started.getAsJsonObject("architecture").get("latentDim").getAsInt()).isEqualTo(100);
    assertThat(started.getAsJsonObject("plan").get("epochs").getAsInt()).isEqualTo(2);
    assertThat(
            started
                .getAsJsonObject("plan")
                .getAsJsonObject("generatorAdam")
                .get("learningRate")
                .getAsDouble())
        .isEqualTo(2e-4);
    assertThat(started.get("dataset").getAsString()).isEqualTo("rooms(20000 images, seed 42)");
    assertThat(started.get("totalSteps").getAsLong()).isEqualTo(4);

    Losses expected = SimulatedTraining.of(2, 2).losses(2);
    JsonObject step = lines.get(2);
    assertThat(step.keySet())
        .containsExactly(
            "event",
            "time",
            "step",
            "epoch",
            "discriminatorLoss",
            "generatorLoss",
            "realScore",
            "fakeScore",
            "seconds",
            "dataWaitSeconds");
    assertThat(step.get("step").getAsLong()).isEqualTo(2);
    assertThat(step.get("epoch").getAsLong()).isEqualTo(1);
    assertThat(step.get("discriminatorLoss").getAsDouble()).isEqualTo(expected.discriminator());
    assertThat(step.get("generatorLoss").getAsDouble()).isEqualTo(expected.generator());
    assertThat(step.get("realScore").getAsDouble()).isEqualTo(expected.realScore());
    assertThat(step.get("fakeScore").getAsDouble()).isEqualTo(expected.fakeScore());
    assertThat(step.get("seconds").getAsDouble()).isEqualTo(0.12);
    assertThat(step.get("dataWaitSeconds").getAsDouble()).isEqualTo(0.003);

    assertThat(lines.get(3).get("imagesPerSecond").getAsDouble()).isEqualTo(1066.7);
    assertThat(lines.get(4).get("directory").getAsString())
        .isEqualTo(Path.of("run/model").toString());

    JsonObject finished = lines.get(9);
    assertThat(finished.get("outcome").getAsString()).isEqualTo("COMPLETED");
    assertThat(finished.get("seconds").getAsDouble()).isEqualTo(3723);
    assertThat(finished.get("unreadableImages").getAsLong()).isEqualTo(2);
    assertThat(finished.get("saved").getAsString()).isEqualTo(Path.of("run/model").toString());
  }

  @Test
  void givenALengthThatIsFixed_whenLogged_thenTheLineHasTheNumberOfSteps() throws Exception {
    SimulatedTraining training = SimulatedTraining.of(1, 9);
    EventLog log = EventLog.to(file);
    training.replayUpTo(log, 4);
    log.on(new TrainingEvent.LengthFixed(4, 9));

    assertThat(read())
        .last()
        .satisfies(
            line -> {
              assertThat(line.get("event").getAsString()).isEqualTo("lengthFixed");
              assertThat(line.get("step").getAsLong()).isEqualTo(4);
              assertThat(line.get("totalSteps").getAsLong()).isEqualTo(9);
            });
    log.on(training.finished(TrainingSummary.Outcome.COMPLETED, 9));
  }

  @Test
  void givenAnIntervalOfTenSteps_whenLogged_thenThoseStepsAndAllOtherEventsAreLogged()
      throws Exception {
    SimulatedTraining.of(2, 25).replay(EventLog.to(file).every(10));

    List<JsonObject> lines = read();
    assertThat(events(lines))
        .containsExactly(
            "started",
            "step",
            "step",
            "epoch",
            "saved",
            "step",
            "step",
            "step",
            "epoch",
            "saved",
            "finished");
    assertThat(lines.get(2).get("step").getAsInt()).isEqualTo(20);
  }

  @Test
  void givenALog_whenAnotherTrainingFollows_thenItIsContinued() throws Exception {
    EventLog log = EventLog.to(file);

    SimulatedTraining.of(1, 1).replay(log);
    SimulatedTraining.of(1, 1).replay(log);
    SimulatedTraining.of(1, 1).replay(EventLog.to(file));

    assertThat(events(read())).filteredOn("started"::equals).hasSize(3);
    assertThat(events(read())).hasSize(15);
  }

  @Test
  void givenALineThatACrashCutShort_whenContinued_thenOnlyThatLineIsLost() throws Exception {
    SimulatedTraining.of(1, 1).replay(EventLog.to(file));
    Files.writeString(file, "{\"event\":\"step\",\"ti", StandardOpenOption.APPEND);

    SimulatedTraining.of(1, 1).replay(EventLog.to(file));

    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(11);
    assertThat(lines.get(5)).isEqualTo("{\"event\":\"step\",\"ti");
    assertThat(lines.get(6)).startsWith("{\"event\":\"started\"");
  }

  @Test
  void givenAFileThatCannotBeOpened_whenARunIsResumed_thenItIsLoggedOnceTheObstacleIsGone()
      throws Exception {
    SimulatedTraining course = SimulatedTraining.of(1, 9);
    Files.createDirectories(file);
    EventLog log = EventLog.to(file);

    log.on(course.started(3, Optional.of(Path.of("run/step-3"))));
    log.on(course.epoch(1));
    Files.delete(file);
    log.on(course.step(5));
    log.on(course.finished(TrainingSummary.Outcome.STOPPED, 5));

    assertThat(events(read())).containsExactly("started", "step", "finished");
  }

  @Test
  void givenARunningTraining_whenAnEpochEnds_thenItsLinesAreInTheFile() throws Exception {
    SimulatedTraining course = SimulatedTraining.of(2, 3);
    EventLog log = EventLog.to(file);

    course.replayUpTo(log, 3);

    assertThat(events(read())).endsWith("epoch", "saved");
    log.on(course.finished(TrainingSummary.Outcome.STOPPED, 3));
  }

  @Test
  void givenStepsMoreThanASecondApart_whenLogged_thenEachIsInTheFileAtOnce() throws Exception {
    SimulatedTraining course = SimulatedTraining.of(1, 100);
    EventLog log = EventLog.to(file);

    log.on(course.started());
    log.on(course.step(1));
    Thread.sleep(1050);
    log.on(course.step(2));

    assertThat(events(read())).containsExactly("started", "step", "step");
    log.on(course.finished(TrainingSummary.Outcome.STOPPED, 2));
  }

  @Test
  void givenNaN_whenLogged_thenEveryLineIsStillJson() throws Exception {
    SimulatedTraining course = SimulatedTraining.of(1, 2);
    EventLog log = EventLog.to(file);

    log.on(course.started());
    log.on(
        new TrainingEvent.StepEnd(
            1,
            1,
            new Losses(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0),
            Duration.ofMillis(1),
            Duration.ZERO));
    log.on(course.finished(TrainingSummary.Outcome.FAILED, 1));

    JsonObject step = read().get(1);
    assertThat(step.get("discriminatorLoss").getAsString()).isEqualTo("NaN");
    assertThat(step.get("generatorLoss").getAsString()).isEqualTo("Infinity");
    assertThat(step.get("realScore").getAsString()).isEqualTo("-Infinity");
    assertThat(step.get("fakeScore").getAsDouble()).isZero();
  }

  @Test
  void givenAHundredThousandSteps_whenLogged_thenEachCostsMicroseconds() throws Exception {
    SimulatedTraining course = SimulatedTraining.of(1, 1_000_000);
    EventLog log = EventLog.to(file);
    log.on(course.started());
    TrainingEvent.StepEnd step = course.step(1);
    for (int i = 0; i < 20_000; i++) {
      log.on(step);
    }

    long start = System.nanoTime();
    for (int i = 0; i < 100_000; i++) {
      log.on(step);
    }
    double micros = (System.nanoTime() - start) / 1e3 / 100_000;
    log.on(course.finished(TrainingSummary.Outcome.STOPPED, 1));

    // Some 6 were measured; a step of the smallest network takes thousands.
    assertThat(micros).isLessThan(100);
  }

  @Test
  void givenAFolderInItsPlace_whenStarted_thenTrainingDoesNotBegin() throws Exception {
    Files.createDirectories(file);

    assertThatThrownBy(() -> EventLog.to(file).on(SimulatedTraining.of(1, 1).started()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("the event log " + file)
        .hasMessageContaining("choose a folder that can be written to");
    assertThatThrownBy(() -> EventLog.to(file).every(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1, got 0");
  }

  @Test
  void givenAlarmsAndARollBack_whenLogged_thenTheyAreLinesWithTheirNumbers() throws Exception {
    SimulatedTraining course = SimulatedTraining.of(1, 9);
    EventLog log = EventLog.to(file);

    log.on(course.started());
    log.on(SimulatedTraining.alarm(7, SentinelPolicy.Action.ROLL_BACK));
    log.on(SimulatedTraining.rolledBack(7, 4));
    log.on(course.finished(TrainingSummary.Outcome.ALARMED, 7));

    JsonObject alarm = read().get(1);
    assertThat(alarm.get("event").getAsString()).isEqualTo("alarm");
    assertThat(alarm.get("step").getAsLong()).isEqualTo(7);
    assertThat(alarm.get("trouble").getAsString()).isEqualTo("DISCRIMINATOR_WINS");
    assertThat(alarm.get("measured").getAsDouble()).isEqualTo(0.004);
    assertThat(alarm.get("limit").getAsDouble()).isEqualTo(0.01);
    assertThat(alarm.get("action").getAsString()).isEqualTo("ROLL_BACK");
    assertThat(alarm.get("message").getAsString()).startsWith("D has won");
    JsonObject back = read().get(2);
    assertThat(back.get("event").getAsString()).isEqualTo("rolledBack");
    assertThat(back.get("from").getAsLong()).isEqualTo(7);
    assertThat(back.get("to").getAsLong()).isEqualTo(4);
    assertThat(back.get("stream").getAsInt()).isEqualTo(1);
    assertThat(
            read()
                .get(0)
                .getAsJsonObject("plan")
                .getAsJsonObject("sentinel")
                .getAsJsonObject("actions")
                .get("NOT_FINITE")
                .getAsString())
        .isEqualTo("STOP");
  }

  @Test
  void givenGradientsThatWereMeasured_whenLogged_thenTheirLengthsAreInTheLine() throws Exception {
    SimulatedTraining course = SimulatedTraining.of(1, 9);
    EventLog log = EventLog.to(file);

    log.on(course.started());
    log.on(
        new TrainingEvent.StepEnd(
            1,
            1,
            course.losses(1),
            Duration.ofMillis(1),
            Duration.ZERO,
            new GradientNorms(OptionalDouble.of(2.5), OptionalDouble.empty())));
    log.on(course.finished(TrainingSummary.Outcome.STOPPED, 1));

    assertThat(read().get(1).get("generatorGradient").getAsDouble()).isEqualTo(2.5);
    assertThat(read().get(1).has("discriminatorGradient")).isFalse();
  }
}

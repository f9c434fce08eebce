package org.dcgan.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.dcgan.training.UpdateSchedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A result is a record in memory and the same in JSON on disk. */
class ResultFileTest {
  @TempDir private Path folder;

  private record Everything(
      int whole,
      long large,
      double fraction,
      double nan,
      float infinite,
      boolean flag,
      String text,
      Path path,
      Duration duration,
      Instant instant,
      UpdateSchedule schedule,
      Optional<Path> present,
      Optional<Path> absent,
      OptionalInt number,
      OptionalDouble noNumber,
      List<Inner> inner,
      Map<String, Integer> map,
      double[] curve,
      TrainingPlan plan) {}

  private record Inner(String name, float score) {}

  private record Opaque(Thread thread) {}

  private JsonObject write(Record result) throws Exception {
    Path file = ResultFile.write(folder.resolve("out/run"), result);
    assertThat(file).isEqualTo(folder.resolve("out/run/result.json"));
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  @Test
  void givenARecordOfEverything_whenWritten_thenEachComponentReadsAsDocumented() throws Exception {
    JsonObject json =
        write(
            new Everything(
                7,
                1L << 53,
                0.1,
                Double.NaN,
                Float.NEGATIVE_INFINITY,
                true,
                "<\"grün\">",
                Path.of("a", "b"),
                Duration.ofMillis(1500),
                Instant.parse("2026-11-24T12:00:00Z"),
                UpdateSchedule.SEQUENTIAL,
                Optional.of(Path.of("c")),
                Optional.empty(),
                OptionalInt.of(3),
                OptionalDouble.empty(),
                List.of(new Inner("x", 0.25f), new Inner("y", Float.NaN)),
                Map.of("k", 1),
                new double[] {1, Double.POSITIVE_INFINITY},
                TrainingPlan.builder().epochs(2).build()));

    assertThat(json.get("whole").getAsInt()).isEqualTo(7);
    assertThat(json.get("large").getAsLong()).isEqualTo(1L << 53);
    assertThat(json.get("fraction").getAsDouble()).isEqualTo(0.1);
    assertThat(json.get("nan").getAsString()).isEqualTo("NaN");
    assertThat(json.get("infinite").getAsString()).isEqualTo("-Infinity");
    assertThat(json.get("flag").getAsBoolean()).isTrue();
    assertThat(json.get("text").getAsString()).isEqualTo("<\"grün\">");
    assertThat(json.get("path").getAsString()).isEqualTo(Path.of("a", "b").toString());
    assertThat(json.get("duration").getAsDouble()).isEqualTo(1.5);
    assertThat(json.get("instant").getAsString()).isEqualTo("2026-11-24T12:00:00Z");
    assertThat(json.get("schedule").getAsString()).isEqualTo("SEQUENTIAL");
    assertThat(json.get("present").getAsString()).isEqualTo("c");
    assertThat(json.get("absent").isJsonNull()).isTrue();
    assertThat(json.get("number").getAsInt()).isEqualTo(3);
    assertThat(json.get("noNumber").isJsonNull()).isTrue();
    JsonArray inner = json.getAsJsonArray("inner");
    assertThat(inner.get(0).getAsJsonObject().get("score").getAsFloat()).isEqualTo(0.25f);
    assertThat(inner.get(1).getAsJsonObject().get("score").getAsString()).isEqualTo("NaN");
    assertThat(json.getAsJsonObject("map").get("k").getAsInt()).isEqualTo(1);
    assertThat(json.getAsJsonArray("curve").get(1).getAsString()).isEqualTo("Infinity");
    assertThat(json.getAsJsonObject("plan").get("batchSize").getAsInt()).isEqualTo(128);
    assertThat(json.getAsJsonObject("plan").get("checkpoints").isJsonNull()).isTrue();
  }

  @Test
  void givenATrainingsSummary_whenWritten_thenItCanBeAssertedOn() throws Exception {
    JsonObject json =
        write(SimulatedTraining.of(2, 3).finished(TrainingSummary.Outcome.COMPLETED, 6).summary());

    assertThat(json.get("outcome").getAsString()).isEqualTo("COMPLETED");
    assertThat(json.get("duration").getAsDouble()).isEqualTo(3723);
    assertThat(json.getAsJsonObject("losses").get("generator").getAsDouble()).isPositive();
  }

  @Test
  void givenAnUnsupportedType_whenWritten_thenItIsNamedAndTheOldResultStays() throws Exception {
    write(new Inner("old", 1));

    assertThatThrownBy(() -> write(new Opaque(Thread.currentThread())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot write a java.lang.Thread as JSON");

    assertThat(Files.readString(folder.resolve("out/run/result.json"))).contains("old");
  }
}

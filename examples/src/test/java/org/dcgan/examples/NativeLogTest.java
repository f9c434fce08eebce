package org.dcgan.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.dcgan.Dcgan;
import org.dcgan.Precision;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativeLogTest {
  private static final String ABSEIL =
      "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\n"
          + "I0000 00:00:1795933064.243397   14038 pass.cc:401] not enabled\n";

  @Test
  void givenAbseilsLinesAmongOthers_whenFiltered_thenOnlyTheOthersGoOn() {
    assertThat(filtered("a\n" + ABSEIL + "b \u00e9\n" + ABSEIL + "WARNING: c\n", 1_000))
        .isEqualTo("a\nb \u00e9\nWARNING: c\n");
  }

  @Test
  void givenOneByteAtATime_whenFiltered_thenTheResultIsTheSame() {
    assertThat(filtered("a\n" + ABSEIL + "b \u00e9\n" + ABSEIL + "WARNING: c\n", 1))
        .isEqualTo("a\nb \u00e9\nWARNING: c\n");
  }

  @Test
  void givenProgressWithoutLineEnd_whenFiltered_thenItGoesOnAtOnce() {
    assertThat(filtered("\r12 %", 1_000)).isEqualTo("\r12 %");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void givenProgramThatTrains_whenRunWithoutSettings_thenStandardErrorHasItsOwnLinesOnly()
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Session.class.getName());
    builder.environment().remove("TF_CPP_MIN_LOG_LEVEL");
    Path errors = Path.of("target", "native-log-test.txt");
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(errors.toFile());
    Process process = builder.start();

    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(java.nio.file.Files.readAllLines(errors, UTF_8))
        .contains("before", "after")
        .noneMatch(line -> line.matches("(I0000 |WARNING: All log|SLF4J|\\d{4}-\\d\\d-\\d\\d).*"));
  }

  /** A program that loads TensorFlow and runs a session. */
  static final class Session {
    public static void main(String... arguments) throws java.io.IOException {
      NativeLog.quiet();
      System.err.println("before");
      try (Dcgan dcgan =
          Dcgan.builder().resolution(16).width(4).precision(Precision.FLOAT32).build()) {
        dcgan.train(
            SyntheticRooms.builder().count(128).resolution(16).build(),
            TrainingPlan.builder().epochs(1).build());
      }
      System.err.println("after");
    }
  }

  private static String filtered(String text, int at) {
    NativeLog.LineFilter filter = new NativeLog.LineFilter();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] bytes = text.getBytes(UTF_8);
    for (int from = 0; from < bytes.length; from += at) {
      out.writeBytes(
          filter.filter(
              java.util.Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + at))));
    }
    return out.toString(UTF_8);
  }
}

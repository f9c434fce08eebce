package org.dcgan.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A process that is asked to end waits for running work, but only for a limited time. */
class StopOnExitTest {

  @Test
  void givenCompletedWork_whenClosedTwice_thenSignalIsNotRequested() {
    StopOnExit exit = StopOnExit.register();
    exit.close();
    exit.close();

    assertThat(exit.signal().requested()).isFalse();
  }

  @Test
  void givenInvalidPatience_whenRegistered_thenThrows() {
    assertThatThrownBy(() -> StopOnExit.register(new StopSignal(), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process cannot be asked to end there")
  void givenWorkThatChecksTheSignal_whenProcessIsTerminated_thenWorkIsCompleted() throws Exception {
    assertThat(outputOfTerminated("listens")).contains("saved");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process cannot be asked to end there")
  void givenPatienceWithoutLimit_whenProcessIsTerminated_thenWorkIsCompleted() throws Exception {
    assertThat(outputOfTerminated("forever")).contains("saved");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process cannot be asked to end there")
  void givenWorkThatHangs_whenProcessIsTerminated_thenProcessExitsAfterPatience() throws Exception {
    assertThat(outputOfTerminated("hangs")).doesNotContain("saved");
  }

  private static String outputOfTerminated(String kind) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Child.class.getName(),
                kind)
            .start();
    try {
      assertThat(process.inputReader().readLine()).isEqualTo("started");
      process.toHandle().destroy(); // unlike destroy, leaves its output open
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("the process ended").isTrue();
      return process.inputReader().lines().toList().toString();
    } finally {
      process.destroyForcibly();
    }
  }

  /** The process that is terminated. */
  static final class Child {
    public static void main(String[] arguments) throws InterruptedException {
      boolean forever = arguments[0].equals("forever");
      Duration patience = forever ? ChronoUnit.FOREVER.getDuration() : Duration.ofMillis(300);
      try (StopOnExit exit = StopOnExit.register(new StopSignal(), patience)) {
        System.out.println("started");
        while (!exit.signal().requested() || arguments[0].equals("hangs")) {
          Thread.sleep(5);
        }
        if (forever) {
          Thread.sleep(200); // in which a hook that does not wait would end the process
        }
        System.out.println("saved");
      }
    }
  }
}

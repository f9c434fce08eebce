package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.dcgan.Dcgan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A process that is asked to end waits for running work, but only for a limited time. */
class StopOnExitTest {
  @TempDir private Path folder;

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process cannot be asked to end there")
  void givenATraining_whenTheProcessIsTerminated_thenItsModelIsSaved() throws Exception {
    Process process =
        Program.start(
            TrainDcgan.class,
            folder,
            "--format=rooms",
            "--resolution=16",
            "--width=4",
            "--batch-size=32",
            "--epochs=1000",
            "--out=run");
    try {
      awaitSteps(process, folder.resolve("run/events.ndjson"));
      process.destroy();
      assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("the process ended").isTrue();
      assertThat(process.exitValue()).as("the code of SIGTERM").isEqualTo(143);
    } finally {
      process.destroyForcibly();
    }

    assertThat(folder.resolve("run/result.json")).content().contains("\"outcome\": \"STOPPED\"");
    assertThat(folder.resolve("output.txt")).content().contains("\nstopped: ");
    try (Dcgan dcgan = Dcgan.load(folder.resolve("run/model"))) {
      assertThat(dcgan.step()).isPositive();
      assertThat(dcgan.sample(4).count()).isEqualTo(4);
    }
  }

  private static void awaitSteps(Process process, Path log) throws Exception {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      if (Files.exists(log) && Files.readString(log).contains("\"event\":\"step\"")) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("the training made no step; it ran: " + process.isAlive());
  }
}

package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dcgan.Dcgan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are started together train together, and end together. */
class LaunchWorkersTest {
  private static final List<Object> TRAINING =
      List.of(
          "TrainDcgan",
          "--format=rooms",
          "--count=64",
          "--resolution=16",
          "--width=4",
          "--latent-dim=8",
          "--batch-size=16",
          "--epochs=1",
          "--precision=float32",
          "--threads=1",
          "--out=run");

  @TempDir private Path folder;

  private int launch(Object... arguments) throws Exception {
    Process process = Program.start(LaunchWorkers.class, folder, arguments);
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("the launcher ended").isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void givenTwoWorkers_whenLaunched_thenTheyTrainOneModelAndTheirOutputHasPrefixes()
      throws Exception {
    List<Object> arguments = new ArrayList<>(List.of("--workers=2", "--"));
    arguments.addAll(TRAINING);

    int code = launch(arguments.toArray());

    String output = Files.readString(folder.resolve("output.txt"));
    assertThat(code).as(output).isZero();
    assertThat(output.lines())
        .anyMatch(line -> line.startsWith("[0] completed: 1 epochs (4 steps) on rooms("))
        .anyMatch(
            line ->
                line.startsWith(
                    "[1] completed: worker 1 of 2 is at step 4; results are in run of worker 0"));
    try (Dcgan dcgan = Dcgan.load(folder.resolve("run/model"))) {
      assertThat(dcgan.step()).isEqualTo(4);
    }
  }

  @Test
  void givenAProgramThatFails_whenLaunched_thenItsExitCodeIsReturned() throws Exception {
    assertThat(launch("--workers=2", "--", "TrainDcgan", "--no-such-option")).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("output.txt")))
        .contains("[0] Unknown option: '--no-such-option'")
        .contains("[1] Unknown option: '--no-such-option'");
  }
}

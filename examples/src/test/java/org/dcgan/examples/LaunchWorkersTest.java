package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dcgan.Dcgan;
import org.dcgan.testing.TestTags;
import org.dcgan.training.TrainingSummary;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

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
                    "[1] completed: worker 1 of 2 is at step 4; results are in run of worker 0"))
        .anyMatch(
            line ->
                line.startsWith(
                    "[1] worker 1 of 2 writes nothing: results are in run of worker 0, localhost:"));
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

  /** Launches {@link LaunchedProgram} in this process. */
  private Program.Outcome launchHere(Duration grace, String... instructions) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "--workers=" + instructions.length,
                "--",
                LaunchedProgram.class.getName(),
                folder.toString()));
    arguments.addAll(List.of(instructions));
    return Program.run(new LaunchWorkers(grace), arguments.toArray());
  }

  @Test
  void givenAWorkerThatIsDoneFirst_whenAnotherSavesForLonger_thenItMayFinish() {
    Program.Outcome outcome = launchHere(Duration.ofMillis(100), LaunchedProgram.SAVE, "0");

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains("[0] saved");
    assertThat(outcome.code()).isZero();
  }

  @Test
  void givenAWorkerThatFails_whenTheOthersDoNotEnd_thenTheyAreEndedAndItsCodeIsReturned()
      throws Exception {
    Program.Outcome outcome = launchHere(Duration.ofSeconds(1), LaunchedProgram.WAIT, "75");

    assertThat(outcome.code()).isEqualTo(75);
    assertThat(outcome.err()).contains("still run 1 s after worker 1 has failed with exit code 75");
    assertThat(folder.resolve("asked-0")).exists();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process cannot be asked to end there")
  void givenSigterm_whenWorkersRun_thenItIsPassedOnAndNoneIsLeft() throws Exception {
    Process launcher =
        Program.start(
            LaunchWorkers.class,
            folder,
            "--workers=2",
            "--",
            LaunchedProgram.class.getName(),
            folder,
            LaunchedProgram.WAIT,
            LaunchedProgram.WAIT);
    List<ProcessHandle> workers;
    try {
      awaitFile(launcher, folder.resolve("ready-0"));
      awaitFile(launcher, folder.resolve("ready-1"));
      workers = launcher.descendants().toList();
      launcher.destroy();
      assertThat(launcher.waitFor(1, TimeUnit.MINUTES)).as("the launcher ended").isTrue();
    } finally {
      launcher.destroyForcibly();
    }

    assertThat(launcher.exitValue()).isEqualTo(143);
    assertThat(workers).hasSize(2).noneMatch(ProcessHandle::isAlive);
    assertThat(folder.resolve("asked-0")).exists();
    assertThat(folder.resolve("asked-1")).exists();
  }

  private static void awaitFile(Process process, Path file) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!Files.exists(file)) {
      assertThat(process.isAlive() && System.nanoTime() < deadline).as("%s", file).isTrue();
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @Test
  void givenASignalBetweenTwoStarts_whenTheNextWorkerWouldBeStarted_thenItIsNot() throws Exception {
    LaunchWorkers launcher = new LaunchWorkers();
    CommandLine.ParseResult parsed =
        Example.commandLine(launcher)
            .parseArgs(
                "--workers=2", "--", LaunchedProgram.class.getName(), folder.toString(), "0");
    assertThat(parsed.errors()).isEmpty();

    launcher.stopAll();

    assertThat(launcher.startUnlessStopping(List.of(1, 2), 1)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"COMPLETED, 0", "ALARMED, 0", "STOPPED, 75", "INTERRUPTED, 75", "FAILED, 1"})
  void givenHowATrainingEnded_whenTheProgramEnds_thenItsExitCodeTellsWhetherToStartItAgain(
      TrainingSummary.Outcome outcome, int code) {
    assertThat(TrainDcgan.exitCode(outcome)).isEqualTo(code);
  }

  @Test
  @Tag(TestTags.LONG)
  @EnabledOnOs(OS.LINUX)
  void givenSigtermToOneWorker_whenAllEnd_thenNoneEndsInSuccessAndTheNextStartCompletesTheRun()
      throws Exception {
    List<Object> arguments = new ArrayList<>(List.of("--workers=2", "--"));
    arguments.addAll(TRAINING);
    arguments.set(arguments.indexOf("--epochs=1"), "--epochs=30");
    Process launcher = Program.start(LaunchWorkers.class, folder, arguments.toArray());
    try {
      Workers.awaitStep(launcher, folder.resolve("run"), 8);
      assertThat(Workers.of(launcher).get(1).destroy()).isTrue();
      assertThat(launcher.waitFor(2, TimeUnit.MINUTES)).as("the launcher ended").isTrue();
    } finally {
      launcher.destroyForcibly();
    }
    String output = Files.readString(folder.resolve("output.txt"));
    assertThat(launcher.exitValue()).as(output).isIn(75, 143);
    assertThat(output).contains("\n[0] stopped: ");
    assertThat(folder.resolve("run/result.json")).content().contains("\"STOPPED\"");

    assertThat(launch(arguments.toArray())).isZero();
    try (Dcgan dcgan = Dcgan.load(folder.resolve("run/model"))) {
      assertThat(dcgan.step()).isEqualTo(120);
    }
  }
}

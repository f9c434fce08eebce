package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dcgan.testing.ChildJvm;
import org.dcgan.testing.TestTags;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code examples/loopback/train}, which starts all processes again when one is lost. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LoopbackScriptTest {
  private static final Path SCRIPT = Path.of("loopback/train").toAbsolutePath();

  @TempDir private Path folder;

  private Process start(ProcessBuilder builder) throws IOException {
    return builder
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output.txt").toFile())
        .start();
  }

  /** Starts the script with a {@code java} that is a shell script. */
  private Process startWith(String java, int restarts) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path program = Files.writeString(bin.resolve("java"), "#!/bin/sh\n" + java);
    assertThat(program.toFile().setExecutable(true)).isTrue();
    ProcessBuilder builder =
        new ProcessBuilder(
            "/bin/sh",
            SCRIPT.toString(),
            "a.jar",
            "2",
            String.valueOf(restarts),
            "--out",
            "my run");
    Map<String, String> environment = builder.environment();
    environment.put("PATH", bin + ":" + environment.get("PATH"));
    return start(builder);
  }

  /** The exit codes of the first and the second try; a third one would end with 99. */
  @ParameterizedTest
  @CsvSource({
    "0, 99, 5, 0, 1",
    "75, 0, 5, 0, 2",
    "1, 0, 5, 0, 2",
    "143, 0, 5, 0, 2",
    "2, 0, 5, 2, 1",
    "75, 1, 1, 1, 2",
    "137, 0, 0, 137, 1"
  })
  void givenExitCodes_whenTrained_thenItIsStartedAgainUnlessItIsCompleteOrHopeless(
      int first, int second, int restarts, int expected, int starts) throws Exception {
    Process process =
        startWith(
            "echo \"$@\" >> starts; n=$(wc -l < starts)\n"
                + "case $n in 1) exit "
                + first
                + " ;; 2) exit "
                + second
                + " ;; *) exit 99 ;; esac\n",
            restarts);

    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(expected);
    assertThat(Files.readAllLines(folder.resolve("starts")))
        .hasSize(starts)
        .containsOnly(
            "-cp a.jar org.dcgan.examples.LaunchWorkers --workers 2 -- TrainDcgan --out my run");
  }

  @Test
  void givenSigterm_whenTrained_thenItIsPassedOnAndNothingIsStartedAgain() throws Exception {
    Process process =
        startWith(
            "trap 'echo asked >> asked; exit 143' TERM\n"
                + "echo >> starts\n"
                + "while :; do sleep 0.05; done\n",
            5);
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!Files.exists(folder.resolve("starts")) && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    process.destroy();

    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143);
    assertThat(folder.resolve("asked")).hasContent("asked");
    assertThat(Files.readAllLines(folder.resolve("starts"))).hasSize(1);
  }

  private Process train(int restarts, String out) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of("/bin/sh", SCRIPT.toString(), ChildJvm.classPath(), "2", "" + restarts));
    command.addAll(
        List.of(
            "--format=rooms",
            "--count=64",
            "--resolution=16",
            "--width=4",
            "--latent-dim=8",
            "--batch-size=16",
            "--epochs=60",
            "--precision=float32",
            "--threads=1",
            "--out=" + out));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    return start(builder);
  }

  /** Kills a random worker, by SIGKILL, ten times in one run, which the script starts again. */
  @Test
  @Tag(TestTags.LONG)
  @EnabledOnOs(OS.LINUX)
  void givenTenKillsOfRandomWorkers_whenTheScriptRestarts_thenTheModelIsThatOfAnUnbrokenRun()
      throws Exception {
    Process whole = train(0, "whole");
    assertThat(whole.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(whole.exitValue()).isZero();

    Random random = new Random(1);
    Process broken = train(10, "broken");
    try {
      for (int kill = 0; kill < 10; kill++) {
        awaitRestart(broken, kill);
        Workers.awaitStep(broken, folder.resolve("broken"), 20L * kill + 1 + random.nextInt(19));
        int index = random.nextInt(2);
        assertThat(Workers.of(broken).get(index).destroyForcibly()).isTrue();
      }
      assertThat(broken.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      broken.descendants().forEach(ProcessHandle::destroyForcibly);
      broken.destroyForcibly();
    }

    String output = Files.readString(folder.resolve("output.txt"));
    assertThat(broken.exitValue()).as(output).isZero();
    assertThat(output).contains("restart 10 of 10", "[0] completed: ");
    assertThat(weights("broken")).isNotEmpty().isEqualTo(weights("whole"));
  }

  /** Waits until the script has started the processes again, and both of them exist. */
  private void awaitRestart(Process script, int restarts) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!Files.readString(folder.resolve("output.txt")).contains("restart " + restarts + " of")
            && restarts > 0
        || Workers.of(script).size() < 2) {
      assertThat(script.isAlive() && System.nanoTime() < deadline)
          .as("restart %s: %s", restarts, Files.readString(folder.resolve("output.txt")))
          .isTrue();
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** The hashes of the files with arrays of a saved model, by name. */
  private Map<String, HashCode> weights(String run) throws IOException {
    Map<String, HashCode> weights = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder.resolve(run).resolve("model"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".npy")).toList()) {
        weights.put(
            file.getFileName().toString(), Hashing.sha256().hashBytes(Files.readAllBytes(file)));
      }
    }
    return weights;
  }
}

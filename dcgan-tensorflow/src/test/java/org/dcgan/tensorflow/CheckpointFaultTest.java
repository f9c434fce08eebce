package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dcgan.Dcgan;
import org.dcgan.ModelFormatException;
import org.dcgan.tensorflow.checkpoint.CheckpointFolder;
import org.dcgan.tensorflow.checkpoint.ModelFiles;
import org.dcgan.tensorflow.model.TensorFlowDcgan;
import org.dcgan.testing.ChildJvm;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checkpoints that disks or other processes damage are reported by name and not loaded, and the
 * checkpoint before is kept.
 */
class CheckpointFaultTest {
  private static final int KILOBYTE = 1024;

  /** Magic, version, length and the dictionary, padded to this. */
  private static final int NPY_HEADER = 128;

  @TempDir private static Path original;
  @TempDir private Path folder;
  private static Map<String, float[]> firstState;
  private final List<Path> mounts = new ArrayList<>();
  private Path run;

  /** Two checkpoints, of steps 2 and 4. */
  @BeforeAll
  static void train() throws IOException {
    try (TensorFlowDcgan dcgan = Models.tiny()) {
      dcgan.train(Models.noise(8), plan(original, 2));
    }
    try (TensorFlowDcgan first = Models.load(original.resolve("step-0000000002"))) {
      firstState = Models.state(first);
    }
  }

  private static TrainingPlan plan(Path run, int epochs) {
    return Models.plan().epochs(epochs).checkpoints(run).build();
  }

  @BeforeEach
  void copy() {
    run = folder.resolve("run");
    RunCopy.of(original, run);
  }

  @AfterEach
  void unmount() throws Exception {
    for (Path mount : mounts) {
      shell("umount", mount.toString());
    }
  }

  private static List<Path> files(Path checkpoint) throws IOException {
    try (Stream<Path> paths = Files.walk(checkpoint)) {
      return paths.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private Path newest() {
    return run.resolve("step-0000000004");
  }

  private void assertEarlierCheckpointIsWhole() throws IOException {
    try (TensorFlowDcgan first = Models.load(run.resolve("step-0000000002"))) {
      Models.assertSameBits(Models.state(first), firstState);
    }
  }

  private static void assertRefused(Path checkpoint, Path file, String what) {
    assertThatThrownBy(() -> ModelFiles.load(checkpoint))
        .as(what)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(file.getFileName().toString());
  }

  // Damage

  @Test
  void givenAnyFileCutAtAnyKilobyte_whenLoaded_thenItIsRefusedByName() throws IOException {
    int cuts = 0;
    for (Path file : files(newest())) {
      byte[] whole = Files.readAllBytes(file);
      for (int length = 0; length < whole.length; length += KILOBYTE) {
        Files.write(file, Arrays.copyOf(whole, length));
        assertRefused(newest(), file, file + " cut to " + length);
        cuts++;
      }
      Files.write(file, Arrays.copyOf(whole, whole.length - 1));
      assertRefused(newest(), file, file + " without its last byte");
      Files.write(file, whole);
    }
    assertThat(cuts).isGreaterThan(60);
    ModelFiles.load(newest());
    assertEarlierCheckpointIsWhole();
  }

  @Test
  void givenABitFlippedAnywhere_whenLoaded_thenItIsRefusedByName() throws IOException {
    int file = 0;
    int flips = 0;
    for (Path path : files(newest())) {
      byte[] whole = Files.readAllBytes(path);
      // Every byte of every ninth array's header, and positions all over every file.
      int header = path.toString().endsWith(".npy") && file++ % 9 == 0 ? NPY_HEADER : 0;
      for (int i = 0; i < whole.length; i += i < header ? 1 : 701) {
        byte[] damaged = whole.clone();
        damaged[i] ^= (byte) (1 << i % 8);
        Files.write(path, damaged);
        assertRefused(newest(), path, "byte " + i + " of " + path);
        flips++;
      }
      Files.write(path, whole);
    }
    assertThat(flips).isGreaterThan(600);
    ModelFiles.load(newest());
    assertEarlierCheckpointIsWhole();
  }

  @Test
  void givenTheNewestDamaged_whenTheRunIsResumed_thenItIsRefusedAndTheEarlierOneResumes()
      throws IOException {
    Path file = files(newest()).get(3);
    byte[] damaged = Files.readAllBytes(file);
    damaged[damaged.length / 2] ^= 1;
    Files.write(file, damaged);

    try (TensorFlowDcgan dcgan = Models.tiny()) {
      assertThatThrownBy(() -> dcgan.train(Models.noise(8), plan(run, 2)))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining(file.getFileName().toString());
      assertThat(dcgan.step()).as("nothing of it was taken").isZero();
    }
    assertEarlierCheckpointIsWhole();

    // What the message leaves to do: put the damaged one away.
    Files.move(newest(), folder.resolve("damaged"));
    try (TensorFlowDcgan dcgan = Models.tiny();
        TensorFlowDcgan uninterrupted = Models.load(original)) {
      dcgan.train(Models.noise(8), plan(run, 2));
      Models.assertSameBits(Models.state(dcgan), Models.state(uninterrupted));
    }
  }

  @Test
  void givenTheNewestDamagedAndAPolicyThatSkipsIt_whenResumed_thenTheBitsAreTheSameAndItIsKept()
      throws IOException {
    Path file = files(newest()).get(3);
    byte[] damaged = Files.readAllBytes(file);
    damaged[damaged.length / 2] ^= 1;
    Files.write(file, damaged);
    TrainingPlan plan =
        plan(run, 2).toBuilder()
            .checkpoints(CheckpointPolicy.builder(run).skipDamaged(true).build())
            .build();

    try (TensorFlowDcgan dcgan = Models.tiny();
        TensorFlowDcgan uninterrupted = Models.load(original)) {
      assertThat(dcgan.train(Models.noise(8), plan).step()).isEqualTo(4);
      Models.assertSameBits(Models.state(dcgan), Models.state(uninterrupted));
    }

    assertThat(run.resolve("damaged-step-0000000004").resolve(newest().relativize(file)))
        .hasBinaryContent(damaged);
    ModelFiles.load(newest());
  }

  @Test
  void givenADamagedRecordOfTheBest_whenCheckpointsAreSetAside_thenOneWarningSaysSo()
      throws IOException {
    Files.writeString(run.resolve("best.json"), "no JSON");
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try (CheckpointFolder checkpoints = CheckpointFolder.open(CheckpointPolicy.in(run))) {
      checkpoints.setAsideAfter(CheckpointFolder.intactBefore(newest()).orElseThrow());
      assertThat(checkpoints.best()).isEmpty();
    } finally {
      System.setErr(before);
    }
    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains("damaged-step-0000000004")
        .containsOnlyOnce("so the best checkpoint is determined again");
  }

  // Disks

  /** A failure at every point at which there can be one. */
  @Test
  void givenADiskThatFailsAtAnyFile_whenACheckpointIsWritten_thenTheOthersStay()
      throws IOException {
    List<Path> before = files(run);
    int files = files(newest()).size();
    try (CheckpointFolder checkpoints = CheckpointFolder.open(CheckpointPolicy.in(run))) {
      for (int failing = 0; failing < files; failing++) {
        int last = failing;
        assertThatThrownBy(
                () ->
                    checkpoints.write(
                        6,
                        place -> {
                          for (Path file : files(newest()).subList(0, last)) {
                            Path target = place.resolve(newest().relativize(file).toString());
                            Files.createDirectories(target.getParent());
                            Files.copy(file, target);
                          }
                          throw new IOException("No space left on device");
                        }))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("step 6 could not be written")
            .hasMessageContaining("No space left on device")
            .hasMessageContaining("earlier checkpoints are unchanged");
        assertThat(files(run)).isEqualTo(before);
      }
    }
    ModelFiles.load(newest());
    assertEarlierCheckpointIsWhole();
  }

  @Test
  void givenAnErrorOfTheWriter_whenACheckpointIsWrittenAgain_thenTheOldOneStaysAndNothingIsLeft()
      throws IOException {
    Error failure = new AssertionError("no memory");
    try (CheckpointFolder checkpoints = CheckpointFolder.open(CheckpointPolicy.in(run))) {
      List<Path> before = files(run);
      assertThatThrownBy(
              () ->
                  checkpoints.write(
                      4,
                      place -> {
                        Files.writeString(place.resolve("model.json"), "{}");
                        throw failure;
                      }))
          .isSameAs(failure);
      assertThat(files(run)).isEqualTo(before);
      try (Stream<Path> folders = Files.list(run)) {
        assertThat(folders.map(path -> path.getFileName().toString()))
            .noneMatch(name -> name.startsWith("writing-"));
      }
    }
    ModelFiles.load(newest());
  }

  /** A limit to the size of files fails writes in the middle of one, wherever there is a shell. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no ulimit there")
  void givenAProcessThatMayNotWriteLargeFiles_whenItWritesACheckpoint_thenTheOthersStay()
      throws Exception {
    List<Path> before = files(run);

    String output =
        output(ChildJvm.of(CheckpointChild.class, "write", run).after("ulimit -f 64").start());

    assertThat(output).contains("refused: ", "step 99 could not be written", "too large");
    assertThat(files(run)).isEqualTo(before);
    ModelFiles.load(newest());
    assertEarlierCheckpointIsWhole();
  }

  @Test
  void givenAFullDisk_whenTrained_thenExistingCheckpointsStay() throws Exception {
    long size = 0;
    for (Path file : files(original)) {
      size += (Files.size(file) + 4095) / 4096 * 4096;
    }
    // Room for the two that are there and a little more.
    Path disk = mount(folder.resolve("disk"), "size=" + (size / KILOBYTE + 80) + "k");
    run = disk.resolve("run");
    RunCopy.of(original, run);
    List<Path> before = files(run);

    try (TensorFlowDcgan dcgan = Models.tiny()) {
      TrainingPlan more =
          plan(run, 4).toBuilder().allowOnResume(org.dcgan.training.ResumableChange.EPOCHS).build();
      assertThatThrownBy(() -> dcgan.train(Models.noise(8), more))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("could not be written")
          .hasMessageContaining("No space left on device")
          .hasMessageContaining("Free disk space");
    }

    assertThat(files(run)).isEqualTo(before);
    ModelFiles.load(newest());
    assertEarlierCheckpointIsWhole();
  }

  @Test
  void givenAReadOnlyFolder_whenTrained_thenTheErrorSaysSoAndEverythingStays() throws Exception {
    if ("root".equals(System.getProperty("user.name"))) {
      // Permissions do not keep root from writing.
      Path disk = mount(folder.resolve("disk"), "size=2m");
      run = disk.resolve("run");
      RunCopy.of(original, run);
      assumeTrue(shell("mount", "-o", "remount,ro", disk.toString()), "remounting is not allowed");
    } else {
      assumeTrue(run.toFile().setWritable(false), "permissions cannot be set");
      assumeTrue(run.resolve("run.lock").toFile().setWritable(false));
    }
    List<Path> before = files(run);

    try (TensorFlowDcgan dcgan = Models.tiny()) {
      assertThatThrownBy(() -> dcgan.train(Models.noise(8), plan(run, 2)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(run.toString())
          .hasMessageContaining("cannot write checkpoints here")
          .hasMessageContaining("make the folder writable");
    }

    assertThat(files(run)).isEqualTo(before);
    assertEarlierCheckpointIsWhole();
    assertThat(run.toFile().setWritable(true) || !mounts.isEmpty()).isTrue();
  }

  // Another process

  @Test
  void givenARunLockedByAnotherProcess_whenTrained_thenItIsRefusedUntilTheLockIsReleased()
      throws Exception {
    Process other = ChildJvm.of(CheckpointChild.class, "hold", run).start();
    BufferedReader output = other.inputReader();
    assertThat(output.readLine()).isEqualTo("holding");

    try (TensorFlowDcgan dcgan = Models.tiny()) {
      assertThatThrownBy(() -> dcgan.train(Models.noise(8), plan(run, 2)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another training is writing checkpoints here");
      assertEarlierCheckpointIsWhole();
      // Reading needs no lock.
      Dcgan.load(run, Models.RUNTIME).close();

      other.destroyForcibly();
      assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(dcgan.train(Models.noise(8), plan(run, 2)).step()).isEqualTo(4);
    }
  }

  private static String output(Process process) throws Exception {
    String output = String.join("\n", process.inputReader().lines().toList());
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  private Path mount(Path place, String options) throws Exception {
    Files.createDirectories(place);
    assumeTrue(
        shell("mount", "-t", "tmpfs", "-o", options, "tmpfs", place.toString()),
        "mounting a file system in memory is not allowed here");
    mounts.add(place);
    return place;
  }

  private static boolean shell(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}

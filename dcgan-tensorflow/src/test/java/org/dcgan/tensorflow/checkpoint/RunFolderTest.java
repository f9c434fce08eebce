package org.dcgan.tensorflow.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.dcgan.ModelFormatException;
import org.dcgan.training.CheckpointPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Foreign and damaged files in the folder of a run. */
class RunFolderTest {
  private static final String SCORE = "score";
  @TempDir private Path run;
  @TempDir private Path elsewhere;

  private CheckpointFolder open() throws IOException {
    return CheckpointFolder.open(CheckpointPolicy.in(run));
  }

  private void checkpoint(int step) throws IOException {
    try (CheckpointFolder folder = open()) {
      assertThat(folder.write(step, place -> SavingChild.save(place, step))).isDirectory();
    }
  }

  @Test
  void givenFoldersOfTheUserInARunsFolder_whenTrained_thenTheyStay() throws IOException {
    List<String> own =
        List.of(
            "writing-thesis",
            "writing-2024",
            "writing-3",
            "writing-",
            "replaced-1",
            "replaced-2",
            "step-notes",
            "step-00000000001",
            "step-9999999999999999",
            "best");
    List<String> empty = List.of("writing-4", "replaced-9999", "step-0000009998");
    List<String> copies = List.of("writing-1", "replaced-4", "writing-deleted-step-0000000009");
    for (String name : own) {
      Files.writeString(Files.createDirectory(run.resolve(name)).resolve("chapter1.tex"), "mine");
    }
    for (String name : empty) {
      Files.createDirectory(run.resolve(name));
    }
    for (String name : copies) {
      SavingChild.save(run.resolve(name), 77);
    }

    for (int step = 1; step <= 4; step++) {
      checkpoint(step);
      assertThat(CheckpointFolder.newest(run).orElseThrow().getFileName())
          .hasToString("step-000000000" + step);
    }

    for (String name : own) {
      assertThat(run.resolve(name).resolve("chapter1.tex")).hasContent("mine");
    }
    for (String name : empty) {
      assertThat(run.resolve(name)).isEmptyDirectory();
    }
    for (String name : copies) {
      assertThat(SavingChild.load(run.resolve(name))).isEqualTo(77);
    }
    assertThat(run.resolve("step-0000009999")).doesNotExist();
  }

  @Test
  void givenACheckpointThatATrainingDeletesMeanwhile_whenTheNewestIsSought_thenOneIsFound()
      throws Exception {
    checkpoint(1);
    Path vanishing = run.resolve("step-0000000002");
    Path away = elsewhere.resolve("away");
    SavingChild.save(vanishing, 2);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread training =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < 5_000; i++) {
                  Files.move(vanishing, away);
                  Files.move(away, vanishing);
                }
              } catch (IOException e) {
                failure.set(e);
              }
            });

    training.start();
    while (training.isAlive()) {
      assertThat(CheckpointFolder.newest(run).orElseThrow().getFileName().toString())
          .startsWith("step-000000000");
    }

    assertThat(failure).hasNullValue();
  }

  private Path moved(String name) throws IOException {
    return Files.move(run.resolve(name), elsewhere.resolve(name));
  }

  @Test
  void givenACheckpointThatIsALink_whenPrunedReplacedOrRolledBack_thenItsTargetStays()
      throws IOException {
    checkpoint(1);
    Path first = moved("step-0000000001");
    Files.createSymbolicLink(run.resolve("step-0000000001"), first);

    for (int step = 2; step <= 5; step++) {
      checkpoint(step);
    }
    assertThat(run.resolve("step-0000000001")).as("a link is not pruned").isSymbolicLink();

    Path newest = moved("step-0000000005");
    Files.createSymbolicLink(run.resolve("step-0000000005"), newest);
    assertThat(SavingChild.load(CheckpointFolder.newest(run).orElseThrow())).isEqualTo(5);
    checkpoint(5);
    assertThat(Files.isSymbolicLink(run.resolve("step-0000000005"))).isFalse();
    assertThat(run.resolve("moved-step-0000000005")).isSymbolicLink();

    Path last = Files.move(run.resolve("step-0000000005"), elsewhere.resolve("last"));
    Files.createSymbolicLink(run.resolve("step-0000000005"), last);
    try (CheckpointFolder folder = open()) {
      folder.deleteAfter(4);
    }
    assertThat(SavingChild.load(CheckpointFolder.newest(run).orElseThrow())).isEqualTo(4);

    assertThat(SavingChild.load(first)).isEqualTo(1);
    assertThat(SavingChild.load(newest)).isEqualTo(5);
    assertThat(SavingChild.load(last)).isEqualTo(5);
  }

  @Test
  void givenFilesWithNamesOfCheckpoints_whenTrained_thenTheRunContinuesAndTheyStay()
      throws IOException {
    Files.writeString(run.resolve("step-0000000001"), "mine");
    Files.writeString(run.resolve("step-0000000003"), "mine");

    for (int step = 2; step <= 5; step++) {
      checkpoint(step);
    }

    assertThat(run.resolve("step-0000000001")).hasContent("mine");
    assertThat(run.resolve("moved-step-0000000003")).hasContent("mine");
    assertThat(SavingChild.load(CheckpointFolder.newest(run).orElseThrow())).isEqualTo(5);
  }

  @Test
  void givenAFolderInPlaceOfTheRecordOfTheBest_whenScored_thenTheRunContinues() throws IOException {
    Files.createDirectories(run.resolve("best.json/mine"));
    checkpoint(1);

    try (CheckpointFolder folder = open()) {
      assertThat(folder.scored(1, SCORE, 5)).isTrue();
      assertThat(folder.best()).hasValue(run.resolve("step-0000000001"));
      folder.deleteAfter(0);
    }

    assertThat(run.resolve("best.json/mine")).isDirectory();
    try (CheckpointFolder folder = open()) {
      assertThat(folder.wasScored(1, SCORE)).as("unknown, so scored again").isFalse();
    }
  }

  @Test
  void givenAProcessKilledBetweenTheRenames_whenOpened_thenTheCheckpointIsThereAgain()
      throws IOException {
    checkpoint(1);
    Path replaced = run.resolve("replaced-1-" + "0123456789abcdef".repeat(2));
    Files.move(run.resolve("step-0000000001"), replaced);
    Files.writeString(replaced.resolve("notes.txt"), "mine");

    open().close();

    assertThat(SavingChild.load(run.resolve("step-0000000001"))).isEqualTo(1);
    assertThat(run.resolve("step-0000000001/notes.txt")).hasContent("mine");
  }

  @Test
  void givenAFileOfTheUserInACheckpoint_whenItIsNoLongerKept_thenTheFileStays() throws IOException {
    checkpoint(1);
    Path place = run.resolve("step-0000000001");
    String arrays = ModelFiles.load(place).manifest().arraysFolder();
    Files.writeString(place.resolve("notes.txt"), "mine");
    Files.writeString(place.resolve(arrays).resolve("my-latents.npy"), "mine");

    for (int step = 2; step <= 4; step++) {
      checkpoint(step);
    }

    assertThat(place).doesNotExist();
    try (Stream<Path> all = Files.walk(run)) {
      Path left =
          all.filter(path -> path.endsWith("notes.txt")).findFirst().orElseThrow().getParent();
      assertThat(left.getFileName().toString()).startsWith("deleted-step-0000000001-");
      assertThat(left).isDirectoryNotContaining("glob:**/model.json");
      assertThat(left.resolve(arrays))
          .isDirectoryContaining("glob:**/my-latents.npy")
          .isDirectoryNotContaining("glob:**weights.npy");
    }
  }

  @Test
  void givenAFileOfTheUserInAReplacedCheckpoint_whenTheNewOneIsDeleted_thenItIsNoCheckpointAgain()
      throws IOException {
    checkpoint(1);
    Files.writeString(run.resolve("step-0000000001").resolve("notes.txt"), "mine");
    checkpoint(1);
    try (CheckpointFolder folder = open()) {
      folder.deleteAfter(0);
    }

    open().close();

    assertThat(CheckpointFolder.newest(run)).isEmpty();
    try (Stream<Path> all = Files.walk(run)) {
      assertThat(all.filter(path -> path.endsWith("notes.txt")).toList())
          .singleElement()
          .satisfies(notes -> assertThat(notes).hasContent("mine"));
    }
  }

  @Test
  void givenACheckpointHalfWrittenByACrash_whenTrained_thenItIsDeleted() throws IOException {
    checkpoint(1);
    String random = "-" + "0123456789abcdef".repeat(2);
    Path writing = run.resolve("writing-2" + random);
    Path arrays = Files.createDirectories(writing.resolve("arrays-2-0a0b0c0d"));
    Files.writeString(arrays.resolve("generator.projection.weights.npy"), "half");
    Path deleted = Files.createDirectory(run.resolve("deleted-step-0000000001" + random));
    Path note = Files.writeString(run.resolve("best.json.0123456789abcdef.part"), "{");

    checkpoint(2);

    assertThat(writing).doesNotExist();
    assertThat(deleted).doesNotExist();
    assertThat(note).doesNotExist();
    assertThat(SavingChild.load(CheckpointFolder.newest(run).orElseThrow())).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "{}",
        "{\"step\":1,\"name\":null,\"score\":7.5}",
        "{\"step\":1,\"name\":\"score\",\"score\":7*5}",
        "{\"step\":1,\"name\":\"score\",\"score\":[1]}",
        "{\"step\":-1,\"name\":\"score\",\"score\":1}",
        "{\"step\":1e99,\"name\":\"score\",\"score\":1}",
        "{\"step\":{},\"name\":\"score\",\"score\":1}",
        "{\"step\":1,\"name\":\"score\",\"score\":0,\"scored\":\"x\"}",
        "{\"step\":1,\"name\":\"score\"",
        "\u0000\u0001"
      })
  void givenADamagedRecordOfTheBestScore_whenScored_thenTheBestIsChosenAgain(String note)
      throws IOException {
    checkpoint(1);
    Files.writeString(run.resolve("best.json"), note);

    assertThat(CheckpointFolder.named(run.resolve("best"))).isEmpty();
    try (CheckpointFolder folder = open()) {
      assertThat(folder.best()).isEmpty();
      assertThat(folder.scored(1, SCORE, 5)).isTrue();
      assertThat(folder.best()).isPresent();
      assertThat(folder.scored(1, SCORE, 6)).isFalse();
    }
    assertThat(CheckpointFolder.named(run.resolve("best"))).isPresent();
  }

  @Test
  void givenARecordOfTheBestScoreThatIsNotText_whenScored_thenTheBestIsChosenAgain()
      throws IOException {
    checkpoint(1);
    Files.write(run.resolve("best.json"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

    try (CheckpointFolder folder = open()) {
      assertThat(folder.scored(1, SCORE, 5)).isTrue();
    }
  }

  @Test
  void givenADamagedCheckpoint_whenLoaded_thenTheErrorNamesTheWholeOneBefore() throws IOException {
    checkpoint(1);
    checkpoint(2);
    Path newest = run.resolve("step-0000000002");
    Files.writeString(newest.resolve("model.json"), "{");

    assertThatThrownBy(() -> CheckpointFolder.load(newest))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("damaged")
        .hasMessageContaining("The checkpoint before it is intact: ")
        .hasMessageContaining("step-0000000001");

    Files.writeString(run.resolve("step-0000000001/model.json"), "{");
    assertThatThrownBy(() -> CheckpointFolder.load(newest))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageNotContaining("before it is intact");
  }

  @Test
  void givenAFolderHeldByAThread_whenAnotherAsksInVain_thenItIsStillHeld() throws IOException {
    try (CheckpointFolder folder = open()) {
      assertThat(folder.best()).isEmpty();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(this::open)
            .isInstanceOf(IOException.class)
            .hasMessageContaining("another training is writing checkpoints here");
      }
    }
    open().close();
  }
}

package org.dcgan.tensorflow.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        List.of("writing-thesis", "writing-2024", "writing-", "replaced-1", "step-notes", "best");
    for (String name : own) {
      Files.writeString(Files.createDirectory(run.resolve(name)).resolve("chapter1.tex"), "mine");
    }

    for (int step = 1; step <= 4; step++) {
      checkpoint(step);
    }

    for (String name : own) {
      assertThat(run.resolve(name).resolve("chapter1.tex")).hasContent("mine");
    }
  }

  @Test
  void givenAFileOfTheUserInACheckpoint_whenItIsNoLongerKept_thenTheFileStays() throws IOException {
    checkpoint(1);
    Files.writeString(run.resolve("step-0000000001/notes.txt"), "mine");

    for (int step = 2; step <= 4; step++) {
      checkpoint(step);
    }

    assertThat(run.resolve("step-0000000001")).doesNotExist();
    Path left = run.resolve("writing-deleted-step-0000000001");
    assertThat(left.resolve("notes.txt")).hasContent("mine");
    assertThat(left)
        .isDirectoryNotContaining("glob:**.npy")
        .isDirectoryNotContaining("glob:**/model.json");
  }

  @Test
  void givenACheckpointHalfWrittenByACrash_whenTrained_thenItIsDeleted() throws IOException {
    checkpoint(1);
    Path arrays = Files.createDirectories(run.resolve("writing-2/arrays-2-0a0b0c0d"));
    Files.writeString(arrays.resolve("array0.npy"), "half");
    Path deleted = Files.createDirectory(run.resolve("writing-deleted-step-0000000001"));
    Path note = Files.writeString(run.resolve("best.json.0123456789abcdef.part"), "{");

    checkpoint(2);

    assertThat(run.resolve("writing-2")).doesNotExist();
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

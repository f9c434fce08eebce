package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dcgan.Dcgan;
import org.dcgan.image.ImageSampler;
import org.dcgan.random.SeededRandom;
import org.dcgan.testing.ChildJvm;
import org.dcgan.testing.TestImages;
import org.dcgan.testing.TestTags;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.ModelScore;
import org.dcgan.training.ResumableChange;
import org.dcgan.training.ResumeException;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.dcgan.training.TrainingSummary.Outcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stopped run continues to the bits of an uninterrupted run. */
class ResumeTest {
  @TempDir Path folder;

  /** All files with the time of their last change. */
  private static List<String> modified(Path folder) throws IOException {
    List<String> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        files.add(file + " " + Files.getLastModifiedTime(file));
      }
    }
    return files;
  }

  private static List<String> checkpoints(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("step-"))
          .sorted()
          .toList();
    }
  }

  @Test
  void
      givenARunStoppedInTheMiddleOfAnEpoch_whenStartedAgain_thenItsWeightsAreThoseOfOneNeverStopped()
          throws IOException {
    TrainingPlan first = LongRun.plan(folder).build();
    try (Dcgan dcgan = LongRun.model()) {
      StopAt stop = new StopAt(29);
      TrainingSummary summary = dcgan.train(LongRun.source(), first, stop.signal(), stop);
      assertThat(summary.outcome()).isEqualTo(Outcome.STOPPED);
      assertThat(summary.saved()).contains(folder.resolve("step-0000000029"));
    }

    List<Optional<Path>> resumedFrom = new ArrayList<>();
    try (Dcgan dcgan = LongRun.model()) {
      TrainingSummary summary =
          dcgan.train(
              LongRun.source(),
              LongRun.plan(folder).build(),
              new TrainingListener() {
                @Override
                public void onStarted(TrainingEvent.Started event) {
                  resumedFrom.add(event.resumedFrom());
                  assertThat(event.firstStep()).isEqualTo(29);
                  assertThat(event.totalSteps()).isEqualTo(48);
                }
              });
      assertThat(summary.outcome()).isEqualTo(Outcome.COMPLETED);
      assertThat(summary.steps()).isEqualTo(48 - 29);
      assertThat(LongRun.hash(dcgan)).isEqualTo(LongRun.uninterrupted(LongRun.EPOCHS));
    }
    assertThat(resumedFrom).containsExactly(Optional.of(folder.resolve("step-0000000029")));
  }

  @Test
  @Tag(TestTags.KILL)
  void givenAProcessThatIsKilledThreeTimes_whenStartedAgainEachTime_thenNothingIsLost()
      throws Exception {
    assertSameWeightsAfterKills(3, LongRun.EPOCHS);
  }

  @Test
  @Tag(TestTags.KILL)
  @Tag(TestTags.LONG)
  void givenAProcessThatIsKilledTwentyTimes_whenStartedAgainEachTime_thenNothingIsLost()
      throws Exception {
    assertSameWeightsAfterKills(20, 30);
  }

  private void assertSameWeightsAfterKills(int most, int epochs) throws Exception {
    Path hash = folder.resolve("hash");
    Path run = folder.resolve("run");
    Path log = folder.resolve("log");
    SeededRandom random = SeededRandom.of(11);
    int kills = 0;
    long reached = 0;
    while (!Files.exists(hash)) {
      Process process = start(run, hash, log, epochs);
      if (kills < most) {
        // From before the natives are loaded to well into the training.
        awaitProgress(process, run, reached, random.nextInt(1_500));
        process.destroyForcibly();
        process.waitFor();
        kills++;
        reached = LongRun.newest(run).map(ResumeTest::stepOf).orElse(0L);
      } else {
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
      }
    }
    assertThat(kills).isEqualTo(most);
    assertThat(Files.readString(hash)).isEqualTo(LongRun.uninterrupted(epochs));
  }

  private static long stepOf(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().substring("step-".length()));
  }

  /** Every other kill falls soon after the run has gone on by a step or more, the rest anywhere. */
  private static void awaitProgress(Process process, Path run, long reached, int millis)
      throws Exception {
    if (millis % 2 == 0) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (process.isAlive()
          && System.nanoTime() < deadline
          && LongRun.newest(run).map(ResumeTest::stepOf).orElse(0L) <= reached) {
        Thread.sleep(5);
      }
      Thread.sleep(millis % 50);
    } else {
      process.waitFor(millis, TimeUnit.MILLISECONDS);
    }
  }

  private static Process start(Path run, Path hash, Path log, int epochs) throws IOException {
    return ChildJvm.of(LongRun.class, run, hash, epochs)
        .environment("TF_CPP_MIN_LOG_LEVEL", "2")
        .start(log);
  }

  @Test
  void givenAnotherConfiguration_whenResumed_thenItIsRefusedWithTheDifferences()
      throws IOException {
    TrainingPlan first = LongRun.plan(folder).build();
    try (Dcgan dcgan = LongRun.model()) {
      StopAt stop = new StopAt(4);
      dcgan.train(LongRun.source(), first, stop.signal(), stop);
    }
    List<String> before = checkpoints(folder);
    try (Dcgan dcgan = LongRun.model()) {
      assertThatThrownBy(
              () ->
                  dcgan.train(
                      TestImages.squares(100, Models.SHAPE),
                      LongRun.plan(folder)
                          .epochs(20)
                          .adam(AdamOptions.DEFAULT.toBuilder().learningRate(1e-3).build())
                          .build()))
          .isInstanceOf(ResumeException.class)
          .hasMessageContaining("plan.epochs was 6, is 20")
          .hasMessageContaining("dataset was squares(67 of 16x16x3), is squares(100 of 16x16x3)")
          .hasMessageContaining("plan.generatorAdam.learningRate was 0.0002, is 0.001")
          .hasMessageContaining("plan.discriminatorAdam.learningRate was 0.0002, is 0.001")
          .hasMessageContaining("allowOnResume");
      assertThat(dcgan.step()).isZero();
    }
    assertThat(checkpoints(folder)).isEqualTo(before);
  }

  @Test
  void givenMoreEpochsThatAreAllowed_whenAFinishedRunIsResumed_thenItGoesOn() throws IOException {
    try (Dcgan dcgan = LongRun.model()) {
      dcgan.train(LongRun.source(), LongRun.plan(folder).epochs(2).build());
      assertThat(dcgan.step()).isEqualTo(16);
    }
    try (Dcgan dcgan = LongRun.model()) {
      TrainingSummary summary =
          dcgan.train(
              LongRun.source(),
              LongRun.plan(folder).epochs(3).allowOnResume(ResumableChange.EPOCHS).build());
      assertThat(dcgan.step()).isEqualTo(24);
      assertThat(summary.steps()).isEqualTo(8);
    }
  }

  @Test
  void givenAFinishedRun_whenStartedAgain_thenThereIsNothingLeftToDo() throws IOException {
    String hash;
    try (Dcgan dcgan = LongRun.model()) {
      dcgan.train(LongRun.source(), LongRun.plan(folder).epochs(2).build());
      hash = LongRun.hash(dcgan);
    }
    try (Dcgan dcgan = LongRun.model()) {
      List<String> before = modified(folder);
      List<TrainingEvent> events = new ArrayList<>();
      TrainingSummary summary =
          dcgan.train(
              LongRun.source(),
              LongRun.plan(folder).epochs(2).build(),
              new TrainingListener() {
                @Override
                public void on(TrainingEvent event) {
                  events.add(event);
                }
              });
      assertThat(summary.outcome()).isEqualTo(Outcome.COMPLETED);
      assertThat(summary.wasComplete()).isTrue();
      assertThat(summary.saved()).isPresent();
      assertThat(events).isEmpty();
      assertThat(modified(folder)).isEqualTo(before);
      assertThat(summary.steps()).isZero();
      assertThat(LongRun.hash(dcgan)).isEqualTo(hash);
    }
  }

  @Test
  void givenAModelAtAnotherStep_whenARunWouldResume_thenTheModelIsNotOverwritten()
      throws IOException {
    TrainingPlan first = LongRun.plan(folder).build();
    try (Dcgan dcgan = LongRun.model()) {
      StopAt stop = new StopAt(4);
      dcgan.train(LongRun.source(), first, stop.signal(), stop);
    }
    try (Dcgan dcgan = LongRun.model()) {
      dcgan.train(LongRun.source(), TrainingPlan.builder().epochs(1).batchSize(16).build());
      String hash = LongRun.hash(dcgan);
      assertThatThrownBy(() -> dcgan.train(LongRun.source(), LongRun.plan(folder).build()))
          .isInstanceOf(ResumeException.class)
          .hasMessageContaining("resuming would discard that");
      assertThat(LongRun.hash(dcgan)).isEqualTo(hash);
    }
  }

  @Test
  void givenATrainingInAFolder_whenAnotherWritesThere_thenItIsRefused() throws IOException {
    try (Dcgan dcgan = LongRun.model();
        Dcgan other = LongRun.model()) {
      TrainingListener intruder =
          new TrainingListener() {
            @Override
            public void onStarted(TrainingEvent.Started event) {
              assertThatThrownBy(() -> other.train(LongRun.source(), LongRun.plan(folder).build()))
                  .isInstanceOf(IOException.class)
                  .hasMessageContaining("another training is writing checkpoints here");
            }
          };
      dcgan.train(
          LongRun.source(), LongRun.plan(folder).epochs(1).decayEpochs(0).build(), intruder);
      assertThat(dcgan.step()).isEqualTo(8);
    }
  }

  @Test
  void givenADamagedCheckpoint_whenResumed_thenItIsRefusedByName() throws IOException {
    TrainingPlan first = LongRun.plan(folder).build();
    try (Dcgan dcgan = LongRun.model()) {
      StopAt stop = new StopAt(4);
      dcgan.train(LongRun.source(), first, stop.signal(), stop);
    }
    Path newest = LongRun.newest(folder).orElseThrow();
    Path array;
    try (Stream<Path> files = Files.walk(newest)) {
      array =
          files.filter(f -> f.toString().endsWith("score.weights.npy")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(array);
    bytes[bytes.length - 1] ^= 1;
    Files.write(array, bytes);
    try (Dcgan dcgan = LongRun.model()) {
      assertThatThrownBy(() -> dcgan.train(LongRun.source(), LongRun.plan(folder).build()))
          .isInstanceOf(org.dcgan.ModelFormatException.class)
          .hasMessageContaining(array.getFileName().toString())
          .hasMessageContaining("is damaged");
    }
  }

  @Test
  void givenAPolicy_whenTrained_thenTheNewestTheBestAndEveryKthCheckpointAreKept()
      throws IOException {
    double[] scores = {5, 3, 8, 9, 7, 6};
    ModelScore score =
        new ModelScore() {
          private int next;

          @Override
          public String name() {
            return "a made-up score";
          }

          @Override
          public double score(ImageSampler model) {
            assertThat(((Dcgan) model).sample(1, 1).count()).isEqualTo(1);
            return scores[next++];
          }
        };
    CheckpointPolicy policy =
        CheckpointPolicy.builder(folder).keepLast(2).keepEverySteps(24).keepBestBy(score).build();
    try (Dcgan dcgan = LongRun.model()) {
      dcgan.train(LongRun.source(), LongRun.plan(folder).checkpoints(policy).build());
    }
    // Epochs end at 8, 16 (best), 24 (a multiple of 24), 32, 40 and 48 (newest, a multiple too).
    assertThat(checkpoints(folder))
        .containsExactly(
            "step-0000000016", "step-0000000024", "step-0000000040", "step-0000000048");
  }

  @Test
  void givenARunsFolder_whenLoaded_thenItIsTheNewestCheckpoint() throws IOException {
    try (Dcgan dcgan = LongRun.model()) {
      dcgan.train(LongRun.source(), LongRun.plan(folder).epochs(2).build());
      try (Dcgan loaded = Dcgan.load(folder, Models.RUNTIME)) {
        assertThat(loaded.step()).isEqualTo(16);
        assertThat(LongRun.hash(loaded)).isEqualTo(LongRun.hash(dcgan));
        assertThat(loaded.sample(3, 1)).isEqualTo(dcgan.sample(3, 1));
      }
    }
  }

  @Test
  void givenLeftoversOfACrash_whenResumed_thenTheyAreDeleted() throws IOException {
    TrainingPlan first = LongRun.plan(folder).epochs(2).build();
    try (Dcgan dcgan = LongRun.model()) {
      StopAt stop = new StopAt(4);
      dcgan.train(LongRun.source(), first, stop.signal(), stop);
    }
    String random = "-" + "0123456789abcdef".repeat(2);
    Path writing = folder.resolve("writing-5" + random);
    Files.createDirectories(writing.resolve("arrays-5-0123abcd"));
    Path replaced = folder.resolve("replaced-4" + random);
    Files.move(folder.resolve("step-0000000004"), replaced);
    Path foreign = Files.createDirectory(folder.resolve("replaced-by-hand"));
    Files.createDirectory(folder.resolve("step-99999999999999999999"));
    try (Dcgan dcgan = LongRun.model()) {
      TrainingSummary summary =
          dcgan.train(LongRun.source(), LongRun.plan(folder).epochs(2).build());
      assertThat(summary.steps()).isEqualTo(16 - 4);
    }
    assertThat(writing).doesNotExist();
    assertThat(replaced).doesNotExist();
    assertThat(foreign).as("a folder that is none of ours").isDirectory();
  }
}

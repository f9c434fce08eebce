package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.dcgan.ResourceLimitException;
import org.dcgan.internal.io.WriterLock;
import org.dcgan.training.ResumeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Errors are reported once, in words, without a stack trace, and no incomplete file remains. */
class BadInputTest {
  @TempDir private Path folder;

  private Program.Outcome train(Object... arguments) {
    Object[] all = new Object[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--out";
    all[arguments.length + 1] = folder.resolve("out");
    return Program.run(new TrainDcgan(), all);
  }

  private static void assertError(Program.Outcome outcome, String... parts) {
    assertThat(outcome.err()).startsWith("error: ").contains(parts).doesNotContain("\tat ");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
  }

  private static void assertMisunderstood(Program.Outcome outcome, String... parts) {
    assertThat(outcome.err()).contains(parts).contains("Usage:").doesNotContain("\tat ");
    assertThat(outcome.code()).isEqualTo(2);
  }

  @Test
  void givenWrongWorkers_whenTrained_thenTheMessageNamesTheOption() {
    assertMisunderstood(train("--workers=a:1,b:1"), "--workers needs --index", "0 to 1");
    assertMisunderstood(train("--index=0"), "--index needs --workers");
    assertMisunderstood(train("--workers=a:1,b:1", "--index=2"), "from 0 to 1");
    assertMisunderstood(train("--workers=a,b:1", "--index=0"), "host:2222", "got 'a'");
    assertMisunderstood(train("--workers=a:1, b:1", "--index=0"), "without spaces", "got ' b:1'");
    assertMisunderstood(train("--workers=a:1,b :1", "--index=0"), "got 'b :1'");
    assertMisunderstood(train("--workers=http://a:1", "--index=0"), "got 'http://a:1'");
    assertMisunderstood(train("--workers=a:1,a:1", "--index=0"), "same address");
  }

  @Command
  private static final class Refused implements Callable<Integer> {
    @Mixin private TrainingOptions training = new TrainingOptions();
    private final String message;

    Refused(String message) {
      this.message = message;
    }

    @Override
    public Integer call() {
      throw new ResumeException(message);
    }
  }

  @Test
  void givenARunOfAnotherConfiguration_whenResumed_thenTheErrorNamesTheOptionThatAllowsIt() {
    assertError(
        Program.run(new Refused("permit changes (WORKERS) with allowOnResume")),
        "with allowOnResume, which is the option --allow-on-resume");
    assertThat(Program.run(new Refused("a model trained elsewhere")).err())
        .isEqualToIgnoringNewLines("error: a model trained elsewhere");
    assertMisunderstood(
        train("--allow-on-resume=COLOR"), "--allow-on-resume", "'COLOR'", "WORKERS");
  }

  @Command
  private static final class TooLarge implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new ResourceLimitException("9 features need 8 MB of Java heap; increase the heap");
    }
  }

  @Test
  void givenTooLittleMemory_whenAProgramRuns_thenTheErrorIsInWords() {
    assertError(Program.run(new TooLarge()), "need 8 MB of Java heap; increase the heap");
  }

  @Test
  void givenImpossibleNetworks_whenTrained_thenAllProblemsAreListed() {
    assertError(
        train("--format=rooms", "--resolution=48", "--width=0", "--channels=2"),
        "resolution must be a power of two",
        "got 48",
        "width must be from 1 to 4096 feature maps, got 0",
        "channels must be 1 (gray) or 3 (color), got 2");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void givenAnotherProcessThatTrainsThere_whenTrained_thenItIsRefusedAndNothingIsWritten()
      throws Exception {
    Path out = folder.resolve("out");
    try (WriterLock lock = WriterLock.tryAcquireBriefly(out.resolve("run.lock")).orElseThrow()) {
      assertThat(lock.problem()).isEmpty();

      Program.Outcome outcome =
          train("--format=rooms", "--count=8", "--resolution=16", "--width=4", "--batch-size=4");

      assertThat(outcome.code()).isEqualTo(1);
      assertThat(outcome.err()).contains("another process is training here", "--out");
      try (var files = Files.list(out)) {
        assertThat(files).containsExactly(out.resolve("run.lock"));
      }
    }
  }

  @Test
  void givenAnImpossiblePlan_whenTrained_thenAllProblemsAreListed() {
    assertError(
        train("--format=rooms", "--batch-size=1", "--steps-per-epoch=-1"),
        "batchSize must be at least 2",
        "stepsPerEpoch must be");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void givenALengthOfZero_whenTrained_thenItIsNamed() {
    assertError(train("--format=rooms", "--epochs=0"), "epochs must be at least 1, got 0");
    assertError(train("--format=rooms", "--steps=0"), "steps must be", "got 0");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void givenAMissingFolder_whenTrained_thenItIsNamed() {
    assertError(train("--data", folder.resolve("nowhere")), folder.resolve("nowhere").toString());
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void givenAnEmptyFolder_whenTrained_thenWhatIsMissingIsNamed() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    assertError(train("--data", empty), empty.toString(), "found none");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void givenFewerImagesThanABatch_whenTrained_thenBothNumbersAreNamed() throws Exception {
    Path few = Files.createDirectory(folder.resolve("few"));
    for (int i = 0; i < 3; i++) {
      ImageIO.write(
          new BufferedImage(20, 24, BufferedImage.TYPE_INT_RGB),
          "png",
          few.resolve(i + ".png").toFile());
    }

    Program.Outcome outcome =
        train("--data", few, "--resolution=16", "--width=2", "--batch-size=32");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("batchSize is 32", "has only 3 images")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void givenAFileInPlaceOfTheOutputFolder_whenTrained_thenItIsNamedAndStays() throws Exception {
    Path file = Files.writeString(folder.resolve("out"), "precious");

    Program.Outcome outcome =
        train("--format=rooms", "--count=64", "--batch-size=32", "--resolution=16", "--width=2");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("error: " + file, "already exists and is not a folder", "--out")
        .doesNotContain("\tat ");
    assertThat(file).hasContent("precious");
  }

  @Test
  void givenNoData_whenTrainedOnAFolder_thenTheOptionIsNamed() {
    assertMisunderstood(train(), "--data DIR is missing", "--format rooms");
  }

  @Test
  void givenAPresetAndALatentDim_whenTrained_thenTheContradictionIsNamed() {
    assertMisunderstood(
        train("--preset=svhn32", "--latent-dim=8"),
        "--latent-dim and --preset contradict each other");
  }

  @Test
  void givenInvalidArguments_whenParsed_thenUsageIsShown() {
    assertMisunderstood(train("--format=tiff"), "tiff", "AUTO, FOLDER", "ROOMS");
    assertMisunderstood(train("--nonsense"), "--nonsense");
    assertMisunderstood(Program.run(new EvaluateImages()), "--generated", "--real");
  }

  @Test
  void givenNoModel_whenSampled_thenTheFolderIsNamed() {
    Program.Outcome outcome = Program.run(new SampleModel(), "--model", folder.resolve("none"));

    assertError(outcome, folder.resolve("none").toString());
  }

  @Test
  void givenAFolderWithoutAModel_whenSampled_thenTheErrorSaysSo() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("letter.txt"), "dear");

    assertError(Program.run(new SampleModel(), "--model", other), other.toString());
  }

  @Test
  void givenNoImageAskedFor_whenSampled_thenTheRangeIsNamed() {
    assertError(
        Program.run(new SampleModel(), "--model", folder, "--count=0"),
        "--count must be at least 1, got 0");
  }
}

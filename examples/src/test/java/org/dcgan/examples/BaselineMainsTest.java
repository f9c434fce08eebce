package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dcgan.random.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The baselines' mains on a few made-up pictures in CIFAR-10's files. */
class BaselineMainsTest {
  private static final int RECORD = 1 + 3072;

  @TempDir private Path folder;

  /** Bright above for even labels, below for odd ones, and another red for each. */
  private static void writeCifar(Path file, int count, long seed) throws IOException {
    SeededRandom random = SeededRandom.of(seed);
    byte[] records = new byte[count * RECORD];
    for (int n = 0; n < count; n++) {
      int label = n % 10;
      records[n * RECORD] = (byte) label;
      for (int i = 0; i < 3072; i++) {
        int level = (i % 1024 < 512) == (label % 2 == 0) ? 180 : 60;
        int red = i < 1024 ? 7 * label : 0;
        records[n * RECORD + 1 + i] = (byte) Math.min(255, level + red + random.nextInt(30));
      }
    }
    Files.write(file, records);
  }

  private Path cifar() throws IOException {
    Path data = Files.createDirectories(folder.resolve("cifar"));
    for (int batch = 1; batch <= 5; batch++) {
      writeCifar(data.resolve("data_batch_" + batch + ".bin"), 40, batch);
    }
    writeCifar(data.resolve("test_batch.bin"), 40, 6);
    Files.writeString(
        data.resolve("batches.meta.txt"),
        "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n");
    return data;
  }

  @Test
  void givenAFewPictures_whenKMeansIsRun_thenFeaturesAMosaicAndTheResultAreThere()
      throws Exception {
    Path out = folder.resolve("kmeans");
    Program.Outcome outcome =
        Program.run(
            new KMeansBaseline(),
            "--data",
            cifar(),
            "--format=cifar10",
            "--centroids=8",
            "--patches=500",
            "--train-images=100",
            "--out",
            out);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.lastLine())
        .contains("% of 40 test images right")
        .endsWith(
            "by k-means(32x32x3, 6x6 patches, 8 maps, 32 features); see " + out);
    assertThat(out.resolve("features.npz")).isNotEmptyFile();
    assertThat(out.resolve("centroids.png")).isNotEmptyFile();
    assertThat(out.resolve("training.features")).doesNotExist();
    assertThat(out.resolve("result.json"))
        .content()
        .contains("\"testAccuracy\":", "\"centroids\": 8", "\"percent\": 80.6");
  }

  @Test
  void givenTwoRunsInOneFolder_whenTheSearchIsStartedAgain_thenItGoesOnWhereItEnded()
      throws Exception {
    Path out = folder.resolve("supervised");
    Object[] arguments = {
      "--data",
      cifar(),
      "--format=cifar10",
      "--epochs=2",
      "--evaluate-every=1",
      "--labels=4",
      "--validation=50",
      "--width=4",
      "--threads=1",
      "--out",
      out,
      "--trials=1"
    };
    Program.Outcome first = Program.run(new SupervisedBaseline(), arguments);
    assertThat(first.code()).as(first.err()).isZero();
    byte[] trial = Files.readAllBytes(out.resolve("trials/trial-0000.json"));

    arguments[arguments.length - 1] = "--trials=2";
    Program.Outcome second = Program.run(new SupervisedBaseline(), arguments);
    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.lastLine()).startsWith("2 of 2 trials finished; the best, trial ");
    assertThat(out.resolve("trials/trial-0000.json")).hasBinaryContent(trial);
    assertThat(out.resolve("trials.csv")).content().hasLineCount(3);
    assertThat(out.resolve("trials.png")).isNotEmptyFile();
    assertThat(out.resolve("result.json")).content().contains("\"complete\": true");
  }

  @Test
  void givenFourLayers_whenKMeansIsRun_thenTheMessageSaysWhatThereIs() throws Exception {
    Program.Outcome outcome = Program.run(new KMeansBaseline(), "--data", folder, "--layers=4");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("error: --layers must be 1, 2 or 3, got 4");
  }

  @Test
  void givenTooManyLabels_whenTheSearchIsStarted_thenTheMessageSaysWhatThereIs() throws Exception {
    Program.Outcome outcome =
        Program.run(
            new SupervisedBaseline(), "--data", cifar(), "--format=cifar10", "--validation=190");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("--validation and --labels").contains("of 200 images");
  }
}

package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dcgan.random.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The baselines' programs on a few generated images in MNIST's files. */
class BaselineMainsTest {
  private static final int SIDE = 28;

  @TempDir private Path folder;

  /** Digits of a kind: bright above if even, below if odd, and the brighter the higher. */
  private static void writeMnist(Path data, String part, int count, long seed) throws IOException {
    SeededRandom random = SeededRandom.of(seed);
    ByteBuffer images = ByteBuffer.allocate(16 + count * SIDE * SIDE);
    ByteBuffer labels = ByteBuffer.allocate(8 + count);
    images.putInt(0x803).putInt(count).putInt(SIDE).putInt(SIDE);
    labels.putInt(0x801).putInt(count);
    for (int n = 0; n < count; n++) {
      int label = n % 10;
      labels.put((byte) label);
      for (int i = 0; i < SIDE * SIDE; i++) {
        int level = (i < SIDE * SIDE / 2) == (label % 2 == 0) ? 150 + 7 * label : 20;
        images.put((byte) (level + random.nextInt(30)));
      }
    }
    Files.write(data.resolve(part + "-images-idx3-ubyte"), images.array());
    Files.write(data.resolve(part + "-labels-idx1-ubyte"), labels.array());
  }

  private Path mnist() throws IOException {
    Path data = Files.createDirectories(folder.resolve("mnist"));
    writeMnist(data, "train", 200, 1);
    writeMnist(data, "t10k", 40, 2);
    return data;
  }

  @Test
  void givenAFewImages_whenKMeansIsRun_thenFeaturesAMosaicAndTheResultAreThere() throws Exception {
    Path out = folder.resolve("kmeans");
    Program.Outcome outcome =
        Program.run(
            new KMeansBaseline(),
            "--data",
            mnist(),
            "--format=mnist",
            "--centroids=8",
            "--patches=500",
            "--train-images=100",
            "--c=1,100",
            "--validation=20",
            "--out",
            out);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.lastLine())
        .contains("% of 40 test images right")
        .endsWith("by k-means(28x28x1, 6x6 patches, 8 maps, 32 features); see " + out);
    assertThat(out.resolve("features.npz")).isNotEmptyFile();
    assertThat(out.resolve("centroids.png")).isNotEmptyFile();
    assertThat(out.resolve("training.features")).doesNotExist();
    assertThat(out.resolve("result.json"))
        .content()
        .contains("\"testAccuracy\":", "\"centroids\": 8", "\"validationAccuracy\":");
  }

  @Test
  void givenTwoRunsInOneFolder_whenTheSearchIsStartedAgain_thenItGoesOnWhereItEnded()
      throws Exception {
    Path out = folder.resolve("supervised");
    Object[] arguments = {
      "--data",
      mnist(),
      "--format=mnist",
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
  void givenFourLayers_whenKMeansIsRun_thenTheMessageNamesThePossibleNumbers() throws Exception {
    Program.Outcome outcome = Program.run(new KMeansBaseline(), "--data", folder, "--layers=4");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("error: --layers must be 1, 2 or 3, got 4");
  }

  @Test
  void givenTooManyLabels_whenTheSearchIsStarted_thenTheMessageNamesTheAvailableNumber()
      throws Exception {
    Program.Outcome outcome =
        Program.run(
            new SupervisedBaseline(), "--data", mnist(), "--format=mnist", "--validation=190");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .contains(
            "--labels 100 of each class", "besides the --validation 190 images there are only");
  }
}

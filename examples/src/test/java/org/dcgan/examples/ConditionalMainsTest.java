package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.dcgan.testing.TestTags;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs with conditional models. */
class ConditionalMainsTest {
  @TempDir private static Path folder;
  private static Path data;

  @BeforeAll
  static void train() throws Exception {
    data = MnistLookalike.in(folder.resolve("mnist"), 160, 20);
    Program.Outcome training =
        Program.run(
            new TrainDcgan(),
            "--data",
            data,
            "--format=mnist",
            "--conditional",
            "--recipe=paper",
            "--resolution=16",
            "--channels=1",
            "--width=4",
            "--batch-size=32",
            "--epochs=1",
            "--threads=1",
            "--out",
            folder.resolve("train"));
    assertThat(training.code()).as(training.err()).isZero();
    assertThat(training.out()).contains("16x16x1, 10 classes");
  }

  private static Path model() {
    return folder.resolve("train/model");
  }

  @Test
  void givenAConditionalModel_whenSampled_thenTheGridHasOneRowForEachClassOrOneClass()
      throws Exception {
    Path all = folder.resolve("all/grid.png");
    Path sevens = folder.resolve("sevens/grid.png");
    var outcome = Program.run(new SampleModel(), "--model", model(), "--count=27", "--out", all);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.lastLine()).startsWith("30 images of ");
    assertThat(Files.readString(all.resolveSibling("result.json"))).contains("\"count\": 30");
    outcome =
        Program.run(
            new SampleModel(), "--model", model(), "--count=4", "--label=7", "--out", sevens);
    assertThat(outcome.code()).as(outcome.err()).isZero();

    var grid = ImageIO.read(all.toFile());
    assertThat(grid.getHeight()).isEqualTo(10 * 96 + 9 * 2);
    assertThat(grid.getWidth()).isEqualTo(3 * 96 + 2 * 2);
    assertThat(ImageIO.read(sevens.toFile()).getHeight()).isEqualTo(2 * 96 + 2);
    assertThat(Files.readString(sevens.resolveSibling("result.json"))).contains("\"label\": 7");
  }

  @Test
  void givenAConditionalModel_whenInspected_thenTheLabelIsAskedForAndUsed() throws Exception {
    Path out = folder.resolve("walk");
    var without = Program.run(new WalkLatents(), "--model", model(), "--out", out);
    assertThat(without.code()).isEqualTo(1);
    assertThat(without.err()).contains("has 10 classes; choose one with --label, from 0 to 9");

    var walk = Program.run(new WalkLatents(), "--model", model(), "--label=3", "--out", out);
    assertThat(walk.code()).as(walk.err()).isZero();
    var outOfRange = Program.run(new WalkLatents(), "--model", model(), "--label=10", "--out", out);
    assertThat(outOfRange.err()).contains("label 10 is not one of the 10 classes");
  }

  @Test
  void givenImagesWithoutLabels_whenTrainedConditionally_thenTheErrorNamesTheRemedy()
      throws Exception {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    for (int i = 0; i < 3; i++) {
      ImageIO.write(
          new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB),
          "png",
          photos.resolve(i + ".png").toFile());
    }
    var outcome =
        Program.run(
            new TrainDcgan(),
            "--data",
            photos,
            "--resolution=16",
            "--conditional",
            "--batch-size=2",
            "--steps=1",
            "--out",
            folder.resolve("unlabeled"));
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("--conditional needs images of at least two classes", "has no labels");
  }

  /** Its networks have 13 million weights, which are written twice with their moments. */
  @Test
  @Tag(TestTags.LONG)
  void givenAFewDigits_whenTheMnistModelIsTrained_thenDigitsAndModelAreWritten() throws Exception {
    Path out = folder.resolve("conditional");
    var outcome =
        Program.run(
            new MnistConditional(),
            "--data",
            data,
            "--images=128",
            "--epochs=1",
            "--score-digits=20",
            "--out",
            out);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.lastLine()).startsWith("completed: 1 epochs (1 steps) on mnist(");
    var grid = ImageIO.read(out.resolve("digits.png").toFile());
    assertThat(grid.getWidth()).isGreaterThan(grid.getHeight());
    assertThat(out.resolve("samples/epoch-0001.png")).isNotEmptyFile();
    assertThat(out.resolve("events.ndjson")).content().contains("\"event\":\"scored\"");
    assertThat(out.resolve("scores.png")).isNotEmptyFile();
    assertThat(out.resolve("model/model.json"))
        .content()
        .contains("\"imageActivation\": \"sigmoid\"");
    assertThat(out.resolve("result.json")).content().contains("\"classes\": 10");
  }

  @Test
  void givenMoreImagesThanThereAre_whenTheMnistModelIsTrained_thenTheRangeIsNamed() {
    var tooMany =
        Program.run(
            new MnistConditional(),
            "--data",
            data,
            "--images=200",
            "--out",
            folder.resolve("too-many"));
    assertThat(tooMany.err()).contains("--images must be from one batch, 128, to all 160, got 200");
    var one = Program.run(new MnistConditional(), "--data", data, "--score-digits=1");
    assertThat(one.err()).contains("--score-digits must be at least 2, or 0 for no score, got 1");
  }
}

package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.dcgan.Dcgan;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.Mnist;
import org.dcgan.examples.studies.FacesStudy;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.Images;
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
            "--label-side=8",
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
    assertThat(training.out())
        .contains("16x16x1, 10 classes (labels joined to maps of at most 8x8)");
  }

  @Test
  void givenALabelSideWithoutClasses_whenTrained_thenTheMissingOptionIsNamed() {
    var outcome =
        Program.run(
            new TrainDcgan(),
            "--data",
            data,
            "--format=mnist",
            "--label-side=8",
            "--out",
            "unused");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("--label-side 8 needs --conditional");
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
    assertThat(Files.readString(all.resolveSibling("grid.json"))).contains("\"count\": 30");
    outcome =
        Program.run(
            new SampleModel(), "--model", model(), "--count=4", "--label=7", "--out", sevens);
    assertThat(outcome.code()).as(outcome.err()).isZero();

    var grid = ImageIO.read(all.toFile());
    assertThat(grid.getHeight()).isEqualTo(10 * 96 + 9 * 2);
    assertThat(grid.getWidth()).isEqualTo(3 * 96 + 2 * 2);
    assertThat(ImageIO.read(sevens.toFile()).getHeight()).isEqualTo(2 * 96 + 2);
    assertThat(Files.readString(sevens.resolveSibling("grid.json"))).contains("\"label\": 7");
  }

  @Test
  void givenAConditionalModel_whenInspected_thenTheLabelIsAskedForAndUsed() throws Exception {
    Path out = folder.resolve("walk");
    var without = Program.run(new WalkLatents(), "--model", model(), "--out", out);
    assertThat(without.code()).isEqualTo(1);
    assertThat(without.err()).contains("has 10 classes; choose one with --label, from 0 to 9");

    var walk = Program.run(new WalkLatents(), "--model", model(), "--label=3", "--out", out);
    assertThat(walk.code()).as(walk.err()).isZero();
    assertThat(Files.readString(out.resolve("result.json"))).contains("\"label\": 3");
    var outOfRange = Program.run(new WalkLatents(), "--model", model(), "--label=10", "--out", out);
    assertThat(outOfRange.err()).contains("label 10 is not one of the 10 classes");
  }

  @Test
  void givenInspectionPrograms_whenTheyWriteAResult_thenItHasTheLabel() {
    for (Class<?> result :
        List.of(
            WalkLatents.Result.class,
            LatentArithmetic.Result.class,
            TurnSamples.Result.class,
            ForgetWindows.Result.class,
            NearestTrainingImages.Result.class,
            GuidedBackpropagation.Result.class,
            InspectModel.Result.class,
            FacesStudy.Result.class)) {
      assertThat(result.getRecordComponents())
          .as(result.getName())
          .extracting(RecordComponent::getName)
          .contains("label");
    }
  }

  private static Program.Outcome inspect(Callable<Integer> program, int label, Object... options) {
    List<Object> arguments =
        new ArrayList<>(
            List.of("--model", model(), "--label", label, "--out", folder.resolve("of-" + label)));
    arguments.addAll(List.of(options));
    return Program.run(program, arguments.toArray());
  }

  @Test
  void givenBoxesOnSamplesOfALabel_whenAnotherIsGiven_thenTheyAreRefusedWithTheRemedy()
      throws Exception {
    Path boxes = folder.resolve("of-3/boxes.json");
    assertThat(inspect(new ForgetWindows(), 3, "--candidates=2").code()).isZero();
    String drawn =
        Files.readString(boxes)
            .replaceFirst(
                "\"boxes\": \\[]",
                "\"boxes\": [{\"sample\": 1, \"x\": 2, \"y\": 2, \"width\": 6, \"height\": 5}]");
    Files.writeString(boxes, drawn);

    var ofThree = inspect(new ForgetWindows(), 3, "--boxes", boxes, "--layer=convolution1");
    assertThat(ofThree.code()).as(ofThree.err()).isZero();
    assertThat(Files.readString(folder.resolve("of-3/result.json")))
        .contains("\"label\": 3")
        .contains("\"boxes\": {");
    for (Callable<Integer> program : List.of(new ForgetWindows(), new InspectModel())) {
      var ofEight = inspect(program, 8, "--boxes", boxes);
      assertThat(ofEight.code()).isEqualTo(1);
      assertThat(ofEight.err())
          .contains("the boxes are of samples of label 3", "generates samples of label 8")
          .contains("choose the label 3 (--label");
    }
    assertThat(folder.resolve("of-8")).doesNotExist();
  }

  @Test
  void givenChoicesFromSamplesOfALabel_whenAnotherIsGiven_thenTheyAreRefused() throws Exception {
    Path choices =
        Files.writeString(
            folder.resolve("choices-3.json"),
            "{\"seed\": 42, \"count\": 9, \"label\": 3, \"choices\": {\"a\": [0, 1], \"b\": [5]}}");
    var sum = inspect(new LatentArithmetic(), 3, "--choices", choices, "--expression", "a - b");
    assertThat(sum.code()).as(sum.err()).isZero();

    for (var refused :
        List.of(
            inspect(new LatentArithmetic(), 7, "--choices", choices, "--expression", "a - b"),
            inspect(new TurnSamples(), 7, "--choices", choices, "--from=a", "--to=b"))) {
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err())
          .contains("the choices are of samples of label 3", "generates samples of label 7");
    }
  }

  @Test
  void givenAConditionalModel_whenItsFeaturesAreEvaluated_thenTheyDoNotDependOnTheClasses()
      throws Exception {
    try (Dcgan dcgan = Dcgan.load(model());
        Dataset images = ImageFitting.fit(Mnist.train(data), dcgan.imageShape())) {
      // Labels that the model does not have, so that they cannot be those that D gets.
      Dataset others =
          images.labeled(
              IntStream.range(0, 20).mapToObj(Integer::toString).toList(),
              IntStream.range(0, images.size()).map(i -> 19 - i % 10).toArray());
      Images some = Images.read(images, 0, 1, 2);

      FeatureExtractor own = DiscriminatorFeatures.DEFAULT.trained(dcgan, images);
      Features expected = own.extract(some);
      FeatureExtractor ofOthers = DiscriminatorFeatures.DEFAULT.trained(dcgan, others);

      assertThat(ofOthers.extract(some)).isEqualTo(expected);
      assertThat(own.description()).contains("label [0.1, 0.1, 0.1, 0.1");
    }
  }

  @Test
  void givenAConditionalModel_whenMnistIsClassifiedByItsFeatures_thenTheyAreCompared()
      throws Exception {
    Path out = folder.resolve("features");
    var outcome =
        Program.run(
            new MnistFeatures(),
            "--data",
            data,
            "--model",
            model(),
            "--centroids=4",
            "--patches=500",
            "--labels-per-class=5",
            "--grid=0.01",
            "--draws=1",
            "--keep-features",
            "--out",
            out);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.lastLine()).startsWith("MNIST test accuracy trained D ");
    try (Stream<Path> kept = Files.list(out.resolve("features"))) {
      assertThat(kept.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "trained-training.features",
              "trained-test.features",
              "untrained-training.features",
              "untrained-test.features",
              "k-means-training.features",
              "k-means-test.features",
              "pixels-training.features",
              "pixels-test.features");
    }
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
    Path best = out.resolve("checkpoints/best");
    assertThat(outcome.lastLine())
        .startsWith("completed: 1 epochs (1 steps) on mnist(")
        .contains("the best checkpoint is " + best);
    var grid = ImageIO.read(out.resolve("digits.png").toFile());
    assertThat(grid.getWidth()).isGreaterThan(grid.getHeight());
    assertThat(out.resolve("samples/epoch-0001.png")).isNotEmptyFile();
    assertThat(out.resolve("events.ndjson")).content().contains("\"event\":\"scored\"");
    assertThat(out.resolve("scores.png")).isNotEmptyFile();
    assertThat(out.resolve("model/model.json"))
        .content()
        .contains("\"imageActivation\": \"sigmoid\"");
    assertThat(out.resolve("result.json"))
        .content()
        .contains("\"classes\": 10", "\"best\": \"" + best + "\"");
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

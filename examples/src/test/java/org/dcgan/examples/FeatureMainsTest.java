package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dcgan.Dcgan;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.testing.RealData;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The programs that evaluate features write a result, images, and no feature files. */
class FeatureMainsTest {
  @TempDir private Path folder;

  private Path model() throws Exception {
    return model(0);
  }

  private Path model(int classes) throws Exception {
    Path model = folder.resolve("model");
    try (Dcgan dcgan = Dcgan.builder().resolution(32).width(4).classes(classes).build()) {
      dcgan.save(model);
    }
    return model;
  }

  private void assertLeft(Program.Outcome outcome, String... files) throws Exception {
    assertThat(outcome.code()).as(outcome.err()).isZero();
    for (String file : files) {
      assertThat(folder.resolve("out").resolve(file)).isNotEmptyFile();
    }
    try (Stream<Path> left = Files.list(folder.resolve("out"))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .as("files of features, which were not to be kept")
          .noneMatch(name -> name.contains("features"));
    }
  }

  private Program.Outcome evaluateSomeOfCifar10(String... options) throws Exception {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "--data",
                RealData.folder("cifar-10-batches-bin"),
                "--model",
                model(),
                "--count=300",
                "--test-images=500",
                "--statistics=128",
                "--validation=100",
                "--out",
                folder.resolve("out")));
    arguments.addAll(List.of(options));
    // As after a kill; assertLeft expects that it is gone.
    assertThat(Leftovers.in(folder.resolve("out"), "temporary-features-")).isDirectory();
    return Program.run(new Cifar10Features(), arguments.toArray());
  }

  @Test
  void givenSomeOfCifar10_whenEvaluated_thenBothNetworksAreReported() throws Exception {
    Program.Outcome outcome =
        evaluateSomeOfCifar10("--grid=0.001,0.01", "--labels-per-class=5,10", "--draws=2");

    assertLeft(outcome, "result.json", "confusion.png", "labels.png");
    assertThat(outcome.lastLine())
        .matches("CIFAR-10 test accuracy .* untrained .*; 5 labels a class .*; 10 labels .*");
    assertThat(Files.readString(folder.resolve("out/result.json")))
        .contains("\"untrained\"", "\"labelsPerClass\": 10", "airplane", "\"standardized\": false");
  }

  @Test
  void givenSomeOfCifar10_whenFeaturesAreStandardized_thenStandardizedFeaturesAreEvaluated()
      throws Exception {
    Program.Outcome outcome =
        evaluateSomeOfCifar10(
            "--grid=0.0001",
            "--labels-per-class=5",
            "--draws=1",
            "--no-untrained",
            "--standardize",
            "--weights=trained",
            "--batch-norm=batch");

    assertLeft(outcome, "result.json", "confusion.png", "labels.png");
    assertThat(Files.readString(folder.resolve("out/result.json")))
        .contains("batch statistics", "> standardized", "\"standardized\": true");
  }

  /** The model is conditional, and of three classes only: it must not need those of the images. */
  @Test
  void givenSvhnsLayout_whenEvaluated_thenTheAuthorsProtocolIsReported() throws Exception {
    Program.Outcome outcome =
        Program.run(
            new SvhnFeatures(),
            "--data",
            RealData.folder("svhn-layout"),
            "--model",
            model(3),
            "--validation=300",
            "--labels-per-class=10",
            "--draws-per-c=1",
            "--test-draws=2",
            "--numbers=float16",
            "--out",
            folder.resolve("out"));

    assertLeft(outcome, "result.json", "confusion.png");
    assertThat(outcome.lastLine())
        .matches("test error .* with 100 labels \\(C .*, validation .*, 2 draws\\)");
    assertThat(Files.readString(folder.resolve("out/result.json")))
        .contains("\"testError\"", "\"spread\"", "\"drawsPerC\": 1");
  }

  @Test
  void givenSomeOfMnist_whenEvaluatedWithoutAModel_thenOneIsTrainedAndComparedWithPixels()
      throws Exception {
    Program.Outcome outcome =
        Program.run(
            new MnistFeatures(),
            "--data",
            RealData.folder("mnist"),
            "--count=320",
            "--test-images=500",
            "--epochs=1",
            "--width=2",
            "--patches=1000",
            "--labels-per-class=5",
            "--grid=0.01",
            "--draws=2",
            "--out",
            folder.resolve("out"));

    assertLeft(outcome, "result.json", "labels.png", "model/model.json");
    assertThat(outcome.lastLine())
        .matches("MNIST test accuracy trained D .*, untrained D .*, k-means .*, pixels .*");
  }

  /** Of each checkpoint, the distance is the one that EvaluateModel measures of it. */
  @Test
  void givenARunAndImages_whenItsCheckpointsAreMeasured_thenEachHasItsDistance() throws Exception {
    Path run = folder.resolve("run");
    SyntheticRooms rooms = SyntheticRooms.builder().count(24).resolution(32).build();
    try (Dcgan dcgan = Dcgan.builder().resolution(32).width(4).build()) {
      dcgan.train(
          rooms,
          TrainingPlan.builder()
              .steps(4)
              .batchSize(8)
              .checkpoints(CheckpointPolicy.builder(run).everySteps(2).keepLast(2).build())
              .build());
    }

    Program.Outcome outcome =
        Program.run(
            new LearningCurve(),
            "--run",
            run,
            "--cifar10",
            RealData.folder("cifar-10-batches-bin"),
            "--train-images=200",
            "--test-images=100",
            "--statistics=0",
            "--validation=100",
            "--grid=0.01",
            "--labels-per-class=5",
            "--draws=1",
            "--format=rooms",
            "--count=24",
            "--images=24",
            "--out",
            folder.resolve("out"));

    assertLeft(outcome, "result.json", "accuracy.png", "distance.png");
    JsonObject result = json(folder.resolve("out/result.json"));
    assertThat(result.get("extractor").getAsString()).contains("untrained discriminator");
    JsonArray checkpoints = result.getAsJsonArray("checkpoints");
    assertThat(checkpoints).hasSize(2);
    for (JsonElement checkpoint : checkpoints) {
      long step = checkpoint.getAsJsonObject().get("step").getAsLong();
      double distance = checkpoint.getAsJsonObject().get("distance").getAsDouble();
      assertThat(distance)
          .isCloseTo(
              distanceByEvaluateModel(run.resolve(String.format("step-%010d", step))),
              withinPercentage(0.01));
    }
    assertThat(checkpoints.get(0).getAsJsonObject().get("distance"))
        .isNotEqualTo(checkpoints.get(1).getAsJsonObject().get("distance"));
  }

  private double distanceByEvaluateModel(Path model) throws Exception {
    Path out = folder.resolve("evaluated-" + model.getFileName());
    Program.Outcome outcome =
        Program.run(
            new EvaluateModel(),
            "--model",
            model,
            "--format=rooms",
            "--count=24",
            "--images=24",
            "--runs=1",
            "--no-floor",
            "--out",
            out);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    JsonObject evaluation =
        json(out.resolve("result.json"))
            .getAsJsonObject("comparison")
            .getAsJsonArray("evaluations")
            .get(0)
            .getAsJsonObject();
    JsonObject first = evaluation.getAsJsonArray("numbers").get(0).getAsJsonObject();
    assertThat(first.get("metric").getAsString()).isEqualTo("Frechet distance");
    return first.getAsJsonObject("value").get("mean").getAsDouble();
  }

  private static JsonObject json(Path file) throws Exception {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--draws=0                 | draws must be at least 1, got 0",
        "--grid=-1                 | -1.0",
        "--labels-per-class=5,5000 | 5000",
        "--patches=2               | patches must be at least as many as centroids",
      })
  void givenAnOptionThatCannotBe_whenMnistIsEvaluated_thenItIsRefusedBeforeAModelIsTrained(
      String option, String message) throws Exception {
    Program.Outcome outcome =
        Program.run(
            new MnistFeatures(),
            "--data",
            MnistLookalike.in(folder.resolve("mnist"), 100, 20),
            "--labels-per-class=5",
            option,
            "--out",
            folder.resolve("out"));

    assertThat(outcome.err()).startsWith("error: ").contains(message);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void givenOptionsForADistanceButNoImages_whenCheckpointsAreMeasured_thenTheyAreNotIgnored() {
    for (String option : List.of("--features=network", "--images=50", "--side=299")) {
      Program.Outcome outcome =
          Program.run(new LearningCurve(), "--run", folder, "--cifar10", folder, option);

      assertThat(outcome.err())
          .contains(option.replaceFirst("=.*", "") + " has no effect without --data DIR");
      assertThat(outcome.code()).isEqualTo(2);
    }
  }

  @Test
  void givenANumberOfRoomsForOtherImages_whenEvaluated_thenItIsNotIgnored() {
    Program.Outcome outcome =
        Program.run(
            new EvaluateModel(),
            "--data",
            RealData.folder("cifar-10-batches-bin"),
            "--count=100",
            "--out",
            folder.resolve("out"));

    assertThat(outcome.err()).contains("--count has no effect without --format rooms");
    assertThat(outcome.code()).isEqualTo(2);
  }

  @Test
  void givenAFormatButNoImages_whenThePretrainedModelIsEvaluated_thenTheyAreAskedFor() {
    Program.Outcome outcome =
        Program.run(new EvaluateModel(), "--format=cifar10", "--out", folder.resolve("out"));

    assertThat(outcome.err()).contains("--data DIR is missing");
    assertThat(outcome.code()).isEqualTo(2);
  }

  @Test
  void givenMoreImagesToHoldOutThanThereAre_whenCheckpointsAreMeasured_thenRefusedAtOnce()
      throws Exception {
    Program.Outcome outcome =
        Program.run(
            new LearningCurve(),
            "--run",
            checkpoint(),
            "--cifar10",
            RealData.folder("cifar-10-batches-bin"),
            "--train-images=200",
            "--validation=200",
            "--format=rooms",
            "--count=24",
            "--images=24",
            "--out",
            folder.resolve("out"));

    assertThat(outcome.err()).contains("--validation must leave images", "got 200 of 200");
    assertThat(outcome.err() + outcome.out()).doesNotContain("extracting");
    assertThat(outcome.code()).isEqualTo(1);
  }

  /** A folder of checkpoints with one. */
  private Path checkpoint() throws Exception {
    Path run = folder.resolve("run");
    Files.createDirectories(run);
    Files.move(model(), run.resolve("step-0000000002"));
    return run;
  }

  @Test
  void givenNoTestImages_whenEvaluated_thenTheRangeIsNamed() throws Exception {
    Program.Outcome outcome =
        Program.run(
            new Cifar10Features(),
            "--data",
            RealData.folder("cifar-10-batches-bin"),
            "--model",
            model(),
            "--test-images=0",
            "--out",
            folder.resolve("out"));

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("--test-images must be at least 1, got 0");
  }

  @Test
  void givenNeitherAModelNorTheAuthorsWeights_whenEvaluated_thenBothOptionsAreNamed() {
    Program.Outcome outcome = Program.run(new SvhnFeatures(), "--data", folder);

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("--model", "--authors");
  }
}

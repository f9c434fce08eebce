package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.dcgan.Dcgan;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each program does its work, prints a summary of one line, and writes the files that it documents.
 */
class MainsTest {
  @TempDir private static Path folder;
  private static Program.Outcome training;

  @BeforeAll
  static void train() {
    training =
        Program.run(
            new TrainDcgan(),
            "--format=rooms",
            "--count=96",
            "--resolution=16",
            "--channels=1",
            "--width=4",
            "--latent-dim=8",
            "--batch-size=32",
            "--epochs=2",
            "--precision=float32",
            "--threads=1",
            "--schedule=sequential",
            "--learning-rate=0.001",
            "--l2=1e-5",
            "--best-by=frechet",
            "--score-images=40",
            "--histograms",
            "--generator-ema-decay=.9",
            "--discriminator-ema-decay=.8",
            "--ema-ramp-up=.5",
            "--discriminator-updates=2",
            "--discriminator-learning-rate=0.002",
            "--real-label=.9",
            "--label-flips=.05",
            "--instance-noise=.1",
            "--instance-noise-epochs=1.5",
            "--on-alarm=roll_back",
            "--out",
            folder.resolve("train"));
  }

  @Test
  void givenAFewRooms_whenTrained_thenAllDocumentedFilesAreWritten() throws Exception {
    assertThat(training.err()).contains("training completed");
    assertThat(training.code()).isZero();
    assertThat(training.lastLine())
        .startsWith("completed: 2 epochs (6 steps) on rooms(")
        .endsWith("see " + folder.resolve("train"));
    assertThat(training.out()).contains("DCGAN 16x16x1, latents uniform[8]");

    Path out = folder.resolve("train");
    for (String file :
        new String[] {
          "real.png",
          "samples.png",
          "samples/epoch-0001.png",
          "samples/epoch-0002.png",
          "samples/latest.png",
          "losses.png",
          "events.ndjson"
        }) {
      assertThat(out.resolve(file)).isNotEmptyFile();
    }
    assertThat(Files.readString(out.resolve("result.json")))
        .contains("\"outcome\": \"COMPLETED\"", "\"schedule\": \"SEQUENTIAL\"")
        .contains("\"learningRate\": 0.002", "\"discriminatorUpdates\": 2", "\"real\": 0.9")
        .contains("\"flips\": 0.05", "\"epochs\": 1.5", "\"generatorEmaDecay\": 0.9")
        .contains("\"discriminatorEmaDecay\": 0.8", "\"emaRampUp\": 0.5")
        .contains("\"DISCRIMINATOR_WINS\": \"ROLL_BACK\"")
        .contains("\"learningRate\": 0.001", "\"l2\": 1.0E-5", "\"latentDim\": 8");
    try (Dcgan dcgan = Dcgan.load(out.resolve("model"))) {
      assertThat(dcgan.step()).isEqualTo(6);
    }
  }

  @Test
  void givenAFinishedRun_whenTrainedWithMoreEpochs_thenItGoesOn() throws Exception {
    Object[] oneEpoch = {
      "--format=rooms",
      "--count=64",
      "--resolution=16",
      "--channels=1",
      "--width=4",
      "--latent-dim=8",
      "--batch-size=32",
      "--threads=1",
      "--epochs=1",
      "--out=" + folder.resolve("extended")
    };
    Object[] threeEpochs = oneEpoch.clone();
    threeEpochs[8] = "--epochs=3";

    Path run = folder.resolve("extended");
    Program.Outcome first = Program.run(new TrainDcgan(), oneEpoch);
    String afterOne = Files.readString(run.resolve("result.json"));
    Files.move(run.resolve("model"), folder.resolve("model-after-one"));
    Program.Outcome second = Program.run(new TrainDcgan(), threeEpochs);

    assertThat(first.lastLine()).startsWith("completed: 1 epochs (2 steps)");
    assertThat(second.err()).doesNotContain("error");
    assertThat(second.lastLine()).startsWith("completed: 2 epochs (4 steps)");
    assertIsAtStep(6, run.resolve("model"));

    String finished = Files.readString(run.resolve("result.json"));
    Program.Outcome third = Program.run(new TrainDcgan(), threeEpochs);
    assertThat(third.lastLine()).contains("is complete at step 6 and was left as it is");
    assertThat(run.resolve("result.json")).hasContent(finished);

    // As after a kill between the last checkpoint and the save of the model.
    Files.move(run.resolve("model"), folder.resolve("model-after-three"));
    Files.move(folder.resolve("model-after-one"), run.resolve("model"));
    Files.writeString(run.resolve("result.json"), afterOne);
    Program.Outcome fourth = Program.run(new TrainDcgan(), threeEpochs);
    assertThat(fourth.lastLine()).contains("is complete at step 6 and its model was saved now");
    assertIsAtStep(6, run.resolve("model"));
  }

  private static void assertIsAtStep(long step, Path model) throws Exception {
    try (Dcgan dcgan = Dcgan.load(model)) {
      assertThat(dcgan.step()).isEqualTo(step);
    }
  }

  @Test
  void givenAScore_whenTrained_thenTheBestCheckpointIsRecordedAndShown() throws Exception {
    Path best = folder.resolve("train/checkpoints/best");

    assertThat(training.lastLine()).contains("; the best checkpoint is " + best + "; see ");
    try (Dcgan dcgan = Dcgan.load(best)) {
      assertThat(dcgan.step()).isIn(3L, 6L);
    }
    assertThat(Files.readString(folder.resolve("train/events.ndjson")))
        .contains("\"event\":\"scored\"", "Frechet distance over features of an untrained");
    assertThat(Files.readString(folder.resolve("train/result.json")))
        .contains("\"best\": \"" + best + "\"");
    try (var files = Files.list(folder.resolve("train/tensorboard"))) {
      assertThat(files).singleElement().asString().contains("tfevents");
    }
  }

  @Test
  void givenAModel_whenExported_thenBothFormatsAreWritten() throws Exception {
    Path model = folder.resolve("train/checkpoints/best");
    Path out = folder.resolve("export");

    Program.Outcome outcome = Program.run(new ExportModel(), "--model", model, "--out", out);

    assertThat(outcome.err()).doesNotContain("error");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.lastLine()).startsWith(model + " (step ");
    assertThat(out.resolve("saved_model/saved_model.pb")).isNotEmptyFile();
    assertThat(out.resolve("weights/weights.json")).isNotEmptyFile();
    assertThat(Files.readString(out.resolve("result.json"))).contains("\"savedModel\"");
  }

  @Test
  void givenAModel_whenSampledTwiceWithOneSeed_thenTheImagesAreTheSame() throws Exception {
    Path model = folder.resolve("train/model");
    Path first = folder.resolve("first/a.png");
    Path second = folder.resolve("second/b.png");

    Program.Outcome outcome =
        Program.run(new SampleModel(), "--model", model, "--count=9", "--seed=3", "--out", first);
    Program.run(new SampleModel(), "--model", model, "--count=9", "--seed=3", "--out", second);

    assertThat(outcome.code()).isZero();
    assertThat(outcome.lastLine()).isEqualTo("9 images of " + model + " (step 6) are in " + first);
    assertThat(first).hasSameBinaryContentAs(second);
    assertThat(ImageIO.read(first.toFile()).getWidth()).isEqualTo(3 * 96 + 2 * 2);
    assertThat(Files.readString(folder.resolve("first/a.json")))
        .contains("\"step\": 6", "\"seed\": 3", "\"batchNorm\": \"POPULATION\"");
  }

  @Test
  void givenBatchStatistics_whenSampled_thenTheImagesDiffer() throws Exception {
    Path model = folder.resolve("train/model");
    Path population = folder.resolve("population/p.png");
    Path batch = folder.resolve("batch/b.png");

    Program.run(new SampleModel(), "--model", model, "--count=9", "--out", population);
    Program.Outcome outcome =
        Program.run(
            new SampleModel(), "--model", model, "--count=9", "--batch-norm=batch", "--out", batch);

    assertThat(outcome.code()).isZero();
    assertThat(Files.mismatch(batch, population)).isNotEqualTo(-1);
  }

  @Test
  void givenAModelWithAnAverage_whenSampledWithTheTrainedWeights_thenTheImagesDiffer()
      throws Exception {
    Path model = folder.resolve("train/model");
    Path averaged = folder.resolve("averaged/a.png");
    Path trained = folder.resolve("trained/t.png");

    Program.run(new SampleModel(), "--model", model, "--count=9", "--out", averaged);
    Program.Outcome outcome =
        Program.run(
            new SampleModel(),
            "--model",
            model,
            "--count=9",
            "--weights=trained",
            "--out",
            trained);

    assertThat(outcome.code()).isZero();
    assertThat(Files.mismatch(trained, averaged)).isNotEqualTo(-1);
  }

  @Test
  void givenATinyNetwork_whenTheQuickstartRuns_thenImagesToCompareAreWritten() throws Exception {
    Path out = folder.resolve("quickstart");

    Program.Outcome outcome =
        Program.run(new Quickstart(), "--images=128", "--epochs=1", "--width=4", "--out", out);

    assertThat(outcome.code()).isZero();
    assertThat(outcome.lastLine())
        .startsWith("quickstart completed: 1 epochs (8 steps)")
        .endsWith("compare " + out.resolve("samples.png") + " with " + out.resolve("real.png"));
    assertThat(out.resolve("samples.png")).isNotEmptyFile();
    assertThat(out.resolve("real.png")).isNotEmptyFile();
    assertThat(out.resolve("model/model.json")).isNotEmptyFile();
    assertThat(Files.readString(out.resolve("result.json"))).contains("\"seed\": 42");
  }
}

package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import javax.imageio.ImageIO;
import org.dcgan.Dcgan;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.image.Images;
import org.dcgan.tensorflow.SavedModels;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models and folders of images are evaluated by the same numbers, and bad input is explained. */
class EvaluateMainsTest {
  private static final int COUNT = 40;

  @TempDir private static Path folder;
  private static Path model;
  private static Path network;
  private static Path generated;
  private static Path real;

  @BeforeAll
  static void prepare() throws IOException {
    model = folder.resolve("model");
    network = folder.resolve("network");
    generated = Files.createDirectories(folder.resolve("generated"));
    real = Files.createDirectories(folder.resolve("real"));
    SyntheticRooms rooms = SyntheticRooms.builder().count(2 * COUNT).resolution(16).build();
    for (int i = 0; i < rooms.size(); i++) {
      Path file = real.resolve(String.format("%03d.png", i));
      ImageIO.write(rooms.read(i).toBufferedImage(), "png", file.toFile());
    }
    try (Dcgan dcgan = Dcgan.builder().resolution(16).width(4).latentDim(8).build()) {
      dcgan.gatherStatistics(rooms, 20);
      dcgan.save(model);
      SavedModels.export(dcgan, network);
      Images samples = dcgan.sample(COUNT, 42);
      for (int i = 0; i < COUNT; i++) {
        Path file = generated.resolve(String.format("%03d.png", i));
        ImageIO.write(samples.toBufferedImage(i), "png", file.toFile());
      }
    }
  }

  private static String line(String text, String start) {
    return text.lines().filter(line -> line.startsWith(start)).findFirst().orElse("");
  }

  @Test
  void givenAModelAndItsImages_whenBothAreEvaluated_thenTheNumbersAreTheSame() throws Exception {
    Path out = folder.resolve("model-out");
    Program.Outcome ofModel =
        Program.run(
            new EvaluateModel(),
            "--model",
            model,
            "--data",
            real,
            "--features",
            network,
            "--signature=features",
            "--features-name=a small network",
            "--images=" + COUNT,
            "--runs=1",
            "--out",
            out);
    Program.Outcome ofImages =
        Program.run(
            new EvaluateImages(),
            "--generated",
            generated,
            "--real",
            real,
            "--features",
            network,
            "--signature=features",
            "--images=" + COUNT,
            "--runs=1",
            "--out",
            folder.resolve("images-out"));

    assertThat(ofModel.code()).as(ofModel.err()).isZero();
    assertThat(ofImages.code()).as(ofImages.err()).isZero();
    assertThat(ofModel.lastLine())
        .startsWith("Frechet distance over 192 features of a small network, images:0 -> ")
        .contains(model + " ", ", floor ", "; see " + out.resolve("evaluation.html"));
    for (String metric : new String[] {"Frechet distance ", "precision", "recall", "coverage"}) {
      assertThat(line(ofModel.out(), metric))
          .startsWith(metric)
          .isEqualTo(line(ofImages.out(), metric));
    }
    assertThat(Files.readString(out.resolve("evaluation.html")))
        .contains("Fréchet distance", "64 images of real images: folder(", "data:image/png");
    assertThat(Files.readString(out.resolve("result.json")))
        .contains("\"extractor\": \"a small network", "\"floor\": {", "\"copies\": 0");
  }

  @Test
  void givenTwoFolders_whenEvaluatedWithoutANetwork_thenAnUntrainedOneComparesThem() {
    Program.Outcome outcome =
        Program.run(
            new EvaluateImages(),
            "--generated",
            generated,
            "--generated",
            real,
            "--real",
            real,
            "--images=20",
            "--runs=2",
            "--no-floor",
            "--out",
            folder.resolve("two"));

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("metrics over 96 features of an untrained discriminator", "seeds 42 to 43")
        .doesNotContain("floor: ");
    assertThat(line(outcome.out(), "metric ")).contains("/generated", "/real");
  }

  @Test
  void givenBadInput_whenEvaluated_thenItIsExplained() throws Exception {
    Path mixed = Files.createDirectories(folder.resolve("mixed"));
    for (int side : new int[] {16, 20, 16}) {
      SyntheticRooms rooms = SyntheticRooms.builder().count(1).resolution(32).build();
      ImageIO.write(
          rooms.read(0).toBufferedImage().getSubimage(0, 0, side, side),
          "png",
          mixed.resolve(Files.list(mixed).count() + ".png").toFile());
    }

    assertError(
        Program.run(
            new EvaluateImages(),
            "--generated",
            mixed,
            "--real",
            real,
            "--out",
            folder.resolve("none")),
        "1.png",
        "is 20x20x3 and the first one 16x16x3",
        "--resolution");
    assertError(
        Program.run(
            new EvaluateImages(),
            "--generated",
            generated,
            "--real",
            real,
            "--resolution=20",
            "--out",
            folder.resolve("none")),
        "an untrained discriminator cannot compare these images",
        "got 20",
        "--features");
    assertError(
        Program.run(
            new EvaluateImages(),
            "--generated",
            generated,
            "--real",
            folder.resolve("missing"),
            "--out",
            folder.resolve("none")),
        "missing");
    Program.Outcome unnamed =
        Program.run(new EvaluateModel(), "--model", model, "--data", real, "--side=299");
    assertThat(unnamed.code()).isEqualTo(2);
    assertThat(unnamed.err()).contains("--side describes the network of --features");
    assertError(
        Program.run(
            new EvaluateModel(),
            "--model",
            model,
            "--model",
            model,
            "--data",
            real,
            "--out",
            folder.resolve("none")),
        "two generators have the name " + model);
    assertThat(folder.resolve("none")).doesNotExist();
  }

  private static void assertError(Program.Outcome outcome, String... parts) {
    assertThat(outcome.code()).as(outcome.out()).isEqualTo(1);
    assertThat(outcome.err()).contains("error: ").contains(parts).doesNotContain("\tat ");
  }

  @Test
  void givenRecipes_whenCompared_thenEachTrainsOnceAndAllAreInTheTable() throws Exception {
    Path out = folder.resolve("recipes");
    Object[] arguments = {
      "--data",
      real,
      "--format=folder",
      "--train-images=60",
      "--resolution=16",
      "--width=4",
      "--recipes=recommended,spectral_hinge",
      "--time=1s",
      "--seeds=7",
      "--images=30",
      "--runs=1",
      "--out",
      out
    };

    Program.Outcome first = Program.run(new CompareRecipes(), arguments);
    assertThat(first.code()).as(first.err()).isZero();
    FileTime trained = Files.getLastModifiedTime(out.resolve("recommended-7/model"));
    // As after a kill during the save of the other model.
    Files.delete(out.resolve("spectral-hinge-7/model/model.json"));
    Program.Outcome again = Program.run(new CompareRecipes(), arguments);

    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.out()).contains("recommended, seed 7, step ", "spectral-hinge, seed 7, step ");
    assertThat(Files.getLastModifiedTime(out.resolve("recommended-7/model"))).isEqualTo(trained);
    assertThat(out.resolve("evaluation.html")).isNotEmptyFile();
  }

  @Test
  void givenTruncations_whenAModelIsEvaluated_thenEachHasItsRow() {
    Program.Outcome outcome =
        Program.run(
            new EvaluateModel(),
            "--model",
            model,
            "--data",
            real,
            "--truncations=0.7,0.5",
            "--images=30",
            "--runs=1",
            "--out",
            folder.resolve("truncated"));

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains(model + ", truncated at 0.7", "truncated at 0.5");
  }
}

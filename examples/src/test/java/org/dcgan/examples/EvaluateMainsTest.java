package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import javax.imageio.ImageIO;
import org.dcgan.Dcgan;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.eval.features.CachedFeatures;
import org.dcgan.image.Images;
import org.dcgan.tensorflow.SavedModels;
import org.dcgan.testing.SealedManifest;
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
    Path large = Files.createDirectories(folder.resolve("large"));
    for (int i = 0; i < COUNT; i++) {
      BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
      image.setRGB(2 + i % 16, 2 + i / 16, 0xFFFFFF);
      ImageIO.write(image, "png", large.resolve(i + ".png").toFile());
    }
    Object[] twoSizes = {
      "--generated",
      generated,
      "--generated",
      large,
      "--real",
      real,
      "--images=20",
      "--runs=1",
      "--out",
      folder.resolve("none")
    };
    assertError(
        Program.run(new EvaluateImages(), twoSizes),
        "the images of " + large + " are 20x20x3, but those of " + generated + " are 16x16x3",
        "--resolution");
    twoSizes[7] = "--resolution=16";
    twoSizes[9] = folder.resolve("two-sizes");
    assertThat(Program.run(new EvaluateImages(), twoSizes).code()).isZero();
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

  private static Program.Outcome evaluateWithNetwork(Path out, String... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "--generated",
                generated,
                "--real",
                real,
                "--features",
                network,
                "--signature=features",
                "--images=20",
                "--runs=1",
                "--out",
                out));
    arguments.addAll(List.of(more));
    return Program.run(new EvaluateImages(), arguments.toArray());
  }

  private static List<Path> caches(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(CachedFeatures.SUFFIX)).toList();
    }
  }

  @Test
  void givenAnEvaluationThatFails_whenItIsRepeated_thenItUsesTheFeaturesAndDeletesThem()
      throws Exception {
    Path out = folder.resolve("resumed");
    Path inProgress = out.resolve("features-in-progress");
    Files.createDirectories(out.resolve("evaluation.html/in-the-way"));

    Program.Outcome failed = evaluateWithNetwork(out);

    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err()).contains("evaluation.html");
    // The numbers are not lost with the page.
    assertThat(failed.out()).contains("Frechet distance ");
    assertThat(out.resolve("result.json")).isNotEmptyFile();
    assertThat(caches(inProgress)).singleElement().satisfies(f -> assertThat(f).isNotEmptyFile());
    Files.delete(out.resolve("evaluation.html/in-the-way"));
    Files.delete(out.resolve("evaluation.html"));
    Program.Outcome repeated = evaluateWithNetwork(out);
    assertThat(repeated.code()).as(repeated.err()).isZero();
    assertThat(line(repeated.out(), "Frechet")).isEqualTo(line(failed.out(), "Frechet"));
    assertThat(inProgress).doesNotExist();
    assertThat(out.resolve("features")).doesNotExist();
  }

  @Test
  void givenFeaturesToKeep_whenEvaluatedAgain_thenTheyAreUsedAndStay() throws Exception {
    Path out = folder.resolve("kept");

    Program.Outcome first = evaluateWithNetwork(out, "--keep-features");
    assertThat(first.code()).as(first.err()).isZero();
    Path cache = caches(out.resolve("features")).get(0);
    long size = Files.size(cache);
    Program.Outcome second = evaluateWithNetwork(out);

    assertThat(second.code()).as(second.err()).isZero();
    assertThat(line(second.out(), "Frechet")).isEqualTo(line(first.out(), "Frechet"));
    assertThat(cache).hasSize(size);
    assertThat(out.resolve("features-in-progress")).doesNotExist();
    Program.Outcome without =
        Program.run(
            new EvaluateImages(),
            "--generated",
            generated,
            "--real",
            real,
            "--keep-features",
            "--out",
            folder.resolve("none"));
    assertThat(without.code()).isEqualTo(2);
    assertThat(without.err()).contains("--keep-features", "--features, which is missing");
  }

  @Test
  void givenNumbersOutOfRange_whenEvaluated_thenTheOptionIsNamed() {
    for (String option : List.of("--images=1", "--runs=0")) {
      assertError(
          Program.run(
              new EvaluateModel(),
              "--model",
              model,
              "--data",
              real,
              option,
              "--out",
              folder.resolve("none")),
          option.substring(0, option.indexOf('=')) + " must be");
    }
    assertError(
        Program.run(
            new EvaluateModel(),
            "--model",
            model,
            "--data",
            real,
            "--truncations=1.5",
            "--out",
            folder.resolve("none")),
        "a truncation of 1.5 changes nothing");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void givenAComparisonThatCannotEnd_whenStarted_thenItIsRefusedBeforeTheFirstTraining()
      throws Exception {
    Path out = folder.resolve("refused");
    Object[] start = {
      "--data", real, "--format=folder", "--resolution=16", "--width=4", "--time=1s", "--out", out
    };

    assertError(compare(start, "--seeds=7,7"), "--seeds must name different values, got [7, 7]");
    assertError(compare(start, "--recipes=paper,hinge,paper"), "--recipes must name different");
    assertError(
        compare(start, "--recipes=recommended,paper"),
        "the recipe paper has batches of 128 images",
        "only 80 to train on");
    assertError(compare(start, "--recipes=recommended,conditional"), "conditional");
    assertError(compare(start, "--recipes=recommended", "--images=1"), "--images must be");
    assertError(
        compare(start, "--recipes=recommended", "--features", folder.resolve("missing").toString()),
        "missing");
    assertError(
        compare(start, "--recipes=recommended,augmented"),
        "the recipes recommended and augmented are equal for these 80 images");
    assertError(
        compare(start, "--recipes=recommended", "--truncations=0.5,1"),
        "a truncation of 1.0 changes nothing");
    assertError(
        compare(start, "--recipes=recommended", "--truncations=0.5,0.5"),
        "--truncations must name different values");
    assertError(
        compare(start, "--recipes=recommended", "--truncated-recipes=recommended"),
        "--truncated-recipes needs bounds");
    assertError(
        compare(
            start, "--recipes=recommended", "--truncations=0.5", "--truncated-recipes=augmented"),
        "got augmented; add it to --recipes");
    assertError(
        compare(start, "--recipes=fixed_convolutions", "--precision=bfloat16"),
        "fixed-convolutions needs float32 on a CPU",
        "add --precision float32");
    assertThat(out).doesNotExist();
  }

  private static Program.Outcome compare(Object[] start, String... more) {
    List<Object> arguments = new ArrayList<>(List.of(start));
    arguments.addAll(List.of(more));
    return Program.run(new CompareRecipes(), arguments.toArray());
  }

  @Test
  void givenAnEstimate_whenRecipesAreCompared_thenNothingIsWritten() {
    Path out = folder.resolve("estimated");
    Object[] start = {
      "--format=rooms", "--count=200", "--resolution=16", "--width=4", "--seeds=7,8", "--out", out
    };

    Program.Outcome outcome =
        compare(start, "--estimate", "--images=30", "--runs=2", "--truncations=0.9,0.5");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    // With 200 images augmentation is recommended, so that AUGMENTED is left out.
    assertThat(outcome.out())
        .contains("6 trainings of 6:00 take 36:00")
        .contains("the evaluation of 18 generators takes at most about ")
        .contains("(features of 1,140 images 0:0");
    assertThat(out).doesNotExist();
  }

  @Test
  void givenRecipes_whenCompared_thenEachTrainsOnceAndAllAreInTheTable() throws Exception {
    Path out = folder.resolve("recipes");
    Object[] arguments = {
      "--data",
      real,
      "--format=folder",
      "--train-images=20",
      "--resolution=16",
      "--width=4",
      "--recipes=recommended,spectral_hinge",
      "--time=1s",
      "--seeds=7",
      "--images=30",
      "--runs=1",
      "--truncations=0.5",
      "--truncated-recipes=recommended",
      "--out",
      out
    };

    Program.Outcome first = Program.run(new CompareRecipes(), arguments);
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out()).contains("2 trainings of 0:01 take 0:02");
    assertThat(out.resolve("comparison.md"))
        .content()
        .contains(
            "time of each training: PT1S",
            "runs of each model: 1, with 30 real and 30 generated images")
        .containsPattern("real images: folder.* > range\\(20 to 80\\)")
        .containsPattern("\\| recommended \\| 1 \\| [0-9,]+ \\| [0-9]+ \\| [0-9.]+ \\|")
        .contains("| floor: other real images |", "| recommended, truncated at 0.5 | 1 |")
        .contains("| spectral-hinge | 1 |")
        .doesNotContain("spectral-hinge, truncated");
    FileTime trained = Files.getLastModifiedTime(out.resolve("recommended-7/model"));
    // As after a kill during the save of the other model.
    Files.delete(out.resolve("spectral-hinge-7/model/model.json"));
    // Twice as many are more than those outside of the training set.
    arguments[9] = "--images=31";
    Program.Outcome again = Program.run(new CompareRecipes(), arguments);

    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.out()).contains("recommended, seed 7, step ", "spectral-hinge, seed 7, step ");
    assertThat(again.out()).contains("1 trainings of 0:01 take 0:01");
    assertThat(out.resolve("comparison.md")).content().doesNotContain("range(");
    assertThat(Files.getLastModifiedTime(out.resolve("recommended-7/model"))).isEqualTo(trained);
    assertThat(out.resolve("evaluation.html")).isNotEmptyFile();
    arguments[7] = "--time=2s";
    assertError(
        Program.run(new CompareRecipes(), arguments),
        "has trainings with other settings",
        "time of each training: PT2S",
        "time of each training: PT1S");
    arguments[7] = "--time=1s";
    arguments[5] = "--width=8";
    assertError(
        Program.run(new CompareRecipes(), arguments),
        out.resolve("recommended-7/model") + " has other networks");
    arguments[5] = "--width=4";
    try (Stream<Path> files = Files.walk(out.resolve("recommended-7/model"))) {
      for (Path array : files.filter(f -> f.toString().endsWith(".npy")).toList()) {
        Files.delete(array);
      }
    }
    assertThat(compare(arguments, "--no-evaluation").lastLine())
        .as("finished models are recognized by their manifests")
        .isEqualTo("2 models are in " + out);
    assertError(Program.run(new CompareRecipes(), arguments), "the file is missing");
  }

  /** A copy of the model in which a weight of G is NaN, with valid checksums. */
  private static Path diverged() throws IOException {
    Path copy = folder.resolve("diverged");
    try (Stream<Path> files = Files.walk(model)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(model.relativize(file).toString()));
      }
    }
    String array = "generator/convolution2/weights";
    Path weights;
    try (Stream<Path> files = Files.walk(copy)) {
      weights = files.filter(f -> f.endsWith(array.replace('/', '.') + ".npy")).findFirst().get();
    }
    byte[] bytes = Files.readAllBytes(weights);
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(bytes.length - Float.BYTES, Float.NaN);
    Files.write(weights, bytes);
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    SealedManifest.change(
        copy.resolve("model.json"),
        json ->
            json.getAsJsonArray("arrays").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(entry -> entry.get("name").getAsString().equals(array))
                .forEach(
                    entry ->
                        entry.addProperty("crc32c", String.format("%08x", checksum.getValue()))));
    return copy;
  }

  @Test
  void givenAModelThatGeneratesNaN_whenCompared_thenItHasNoNumbersAndTheOthersDo()
      throws Exception {
    Path bad = diverged();
    Path out = folder.resolve("with-nan");
    Object[] arguments = {
      "--model", bad, "--model", model, "--data", real, "--images=30", "--runs=1", "--out", out
    };

    Program.Outcome both = Program.run(new EvaluateModel(), arguments);

    assertError(
        both,
        "1 of 2 generators could not be evaluated; the others were: not evaluated: " + bad,
        "its training has diverged: load an earlier checkpoint");
    assertThat(line(both.out(), "Frechet distance ")).matches(".* failed +[0-9.]+");
    assertThat(both.out()).contains("warning: " + bad + ": not evaluated: ");
    assertThat(both.lastLine()).contains(bad + " failed, " + model + " ");
    assertThat(Files.readString(out.resolve("evaluation.html")))
        .contains("failed", "64 images of " + model)
        .doesNotContain("64 images of " + bad);
    assertThat(Files.readString(out.resolve("result.json"))).contains("not evaluated: ");
    assertError(
        Program.run(
            new EvaluateModel(),
            "--model",
            bad,
            "--data",
            real,
            "--images=30",
            "--runs=1",
            "--out",
            folder.resolve("nan-alone")),
        bad + " generates images with values that are not finite");
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

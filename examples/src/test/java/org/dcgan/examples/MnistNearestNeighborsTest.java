package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.dcgan.Dcgan;
import org.dcgan.datasets.Mnist;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.dcgan.testing.RealData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistNearestNeighborsTest {
  @TempDir private Path folder;

  private Program.Outcome run(Object... options) {
    Object[] arguments = new Object[options.length + 2];
    arguments[0] = "--data=" + RealData.folder("mnist");
    arguments[1] = "--out=" + folder.resolve("out");
    System.arraycopy(options, 0, arguments, 2, options.length);
    return Program.run(new MnistNearestNeighbors(), arguments);
  }

  /**
   * Real digits as files, each in the folder of its class, as another program would have generated
   * them.
   */
  private Path digits() throws Exception {
    Path generated = folder.resolve("generated");
    try (Mnist train = Mnist.train(RealData.folder("mnist"))) {
      for (int i = 0; i < 100; i++) {
        Path image = generated.resolve(train.label(i) + "/" + i + ".png");
        train.read(i).writePng(image);
      }
    }
    return generated;
  }

  @Test
  void givenSomeDigits_whenClassifiedByRealOnes_thenTheTableIsPrintedAndTheResultWritten()
      throws Exception {
    Program.Outcome outcome = run("--counts=100,1000", "--test-images=100");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("nearest-neighbor classification of mnist(test, 10000 images, ")
        .contains("mnist(train, 60000 images, ", "table 3 of the paper");
    assertThat(outcome.lastLine())
        .matches("real digits: error \\d+\\.\\d\\d % \\(.* to .*\\) with 1,000, nnd \\d\\.\\d+");
    assertThat(folder.resolve("out/errors.png")).isNotEmptyFile();
    assertThat(Files.readString(folder.resolve("out/result.json")))
        .contains("\"samples\": 1000", "\"trials\": 100", "\"generated\": null");
  }

  @Test
  void givenAFolderOfDigits_whenComparedWithTheAuthorsValidationImages_thenBothAreReported()
      throws Exception {
    Path generated = digits();

    Program.Outcome outcome =
        run(
            "--counts=50,200",
            "--test-images=50",
            "--check=0",
            "--validation",
            "--generated",
            generated);

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.lastLine())
        .matches("real digits: error .* with 200, .*; generated digits: error .* with 100, nnd .*");
    assertThat(outcome.out()).contains("subset(10000 images");
  }

  @Test
  void givenAFolderWithOtherClasses_whenClassified_thenTheExpectedOnesAreNamed() throws Exception {
    Path generated = folder.resolve("letters");
    Pixels image = new Pixels(ImageShape.square(28, 1), new byte[28 * 28]);
    image.writePng(generated.resolve("a/1.png"));
    image.writePng(generated.resolve("b/2.png"));

    Program.Outcome outcome = run("--generated", generated);

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("[a, b], expected a folder for each of [0, 1, 2, 3");
  }

  private Path model(int classes) throws Exception {
    Path saved = folder.resolve("model" + classes);
    try (Mnist train = Mnist.train(RealData.folder("mnist"));
        Dcgan dcgan =
            Dcgan.builder()
                .resolution(28)
                .channels(1)
                .width(2)
                .latentDim(4)
                .classes(classes)
                .build()) {
      dcgan.gatherStatistics(train.take(64), 32);
      dcgan.save(saved);
    }
    return saved;
  }

  @Test
  void givenAConditionalModel_whenTested_thenItsDigitsAreComparedAndTheirClassesChecked()
      throws Exception {
    Program.Outcome outcome =
        run(
            "--counts=20,100",
            "--test-images=30",
            "--check=50",
            "--train-images=600",
            "--model",
            model(10));

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.lastLine())
        .matches(
            "real digits: error .*; generated digits: error .* with 100, nnd .*; class right for"
                + " .* of the generated digits \\(\\d.* of the real ones\\)");
    assertThat(outcome.out()).contains("model10 (generated, classes in turn, seed 42)", "class 9:");
  }

  @Test
  void givenAnUnconditionalModel_whenTested_thenItsDistancesAreReported() throws Exception {
    Program.Outcome outcome = run("--counts=20,100", "--test-images=30", "--model", model(0));

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.lastLine())
        .matches("real digits: error .*; generated digits: nnd \\d.* with 100");
    assertThat(Files.readString(folder.resolve("out/result.json")))
        .contains("\"distances\": [", "\"generated\": null");
  }

  /** A model that is refused before it generates anything. */
  private Path untrained(int classes, int channels) throws Exception {
    Path saved = folder.resolve("model" + classes);
    try (Dcgan dcgan =
        Dcgan.builder()
            .resolution(28)
            .channels(channels)
            .width(1)
            .latentDim(4)
            .classes(classes)
            .build()) {
      dcgan.save(saved);
    }
    return saved;
  }

  @Test
  void givenAModelOfOtherClassesOrOfColorImages_whenTested_thenItIsRefusedWithTheReason()
      throws Exception {
    Program.Outcome five =
        run("--counts=20", "--test-images=30", "--train-images=30", "--model", untrained(5, 1));
    assertThat(five.code()).isEqualTo(1);
    assertThat(five.err())
        .contains("of the 10 classes of mnist(test", "model5 (generated", "has 5 classes");
    Program.Outcome color = run("--counts=20", "--model", untrained(10, 3));
    assertThat(color.code()).isEqualTo(1);
    assertThat(color.err()).contains("generates images of 28x28x3, but digits have 1 channel");
  }

  @Test
  void givenInvalidNumbers_whenRun_thenTheOptionIsNamed() {
    String data = "--data=" + folder;

    assertThat(Program.run(new MnistNearestNeighbors(), data, "--check=-1").err())
        .contains("--check must be at least 0, got -1");
    assertThat(Program.run(new MnistNearestNeighbors(), data, "--test-images=0").err())
        .contains("--test-images must be at least 1, got 0");
    assertThat(Program.run(new MnistNearestNeighbors(), data, "--counts=5,3").err())
        .contains("ascending order, got 3 after 5");
    assertThat(Program.run(new MnistNearestNeighbors(), data, "--model=a", "--generated=b").err())
        .contains("--model and --generated exclude each other");
  }
}

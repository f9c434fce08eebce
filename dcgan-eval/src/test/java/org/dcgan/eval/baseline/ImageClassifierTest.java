package org.dcgan.eval.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.eval.baseline.ImageClassifier.Plan;
import org.dcgan.eval.protocol.ClassAgreement;
import org.dcgan.eval.protocol.LabeledImageStream;
import org.dcgan.eval.protocol.Proportion;
import org.dcgan.eval.svm.ConfusionMatrix;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Stripes are told apart by a network that has seen other stripes. */
class ImageClassifierTest {
  private static final RuntimeOptions ONE_THREAD =
      new RuntimeOptions(Precision.FLOAT32, Device.CPU, 1);

  /** Neither square nor a power of two, so that images are put on a square of 16x16. */
  private static final ImageShape SHAPE = new ImageShape(10, 13, 1);

  private static final Plan PLAN = new Plan(4, 3, 16, 5e-3, 0.1, 42);
  private static ImageClassifier classifier;

  @BeforeAll
  static void train() throws IOException {
    classifier = train(TestImages.stripes(192, SHAPE, 1));
  }

  @AfterAll
  static void close() {
    classifier.close();
  }

  private static ImageClassifier train(ImageSource images) throws IOException {
    return ImageClassifier.train(images, PLAN, ONE_THREAD, ProgressListener.none());
  }

  @Test
  void givenOtherStripes_whenClassified_thenNearlyAllAreRight() throws IOException {
    ConfusionMatrix confusion = classifier.evaluate(TestImages.stripes(200, SHAPE, 2));

    assertThat(confusion.classNames()).containsExactly("horizontal", "vertical");
    assertThat(confusion.total()).isEqualTo(200);
    assertThat(confusion.accuracy()).isGreaterThan(0.95);
    assertThat(classifier.training()).isEqualTo("stripes(192 of 10x13x1, seed 1)");
  }

  @Test
  void givenTheSameSeed_whenTrainedAgain_thenLabelsAreTheSame() throws IOException {
    Images images = Images.read(TestImages.noise(64, SHAPE), IntStream.range(0, 64).toArray());

    try (ImageClassifier again = train(TestImages.stripes(192, SHAPE, 1))) {
      assertThat(again.classify(images)).isEqualTo(classifier.classify(images));
    }
  }

  @Test
  void givenImagesOfWrongLabels_whenChecked_thenTheShareOfRightOnesIsThatOfRightLabels()
      throws IOException {
    TestImages stripes = TestImages.stripes(400, SHAPE, 3);
    ConfusionMatrix right = classifier.evaluate(stripes);
    // Every fourth image is said to be horizontal, whatever it is: 100 images, half of them
    // wrongly.
    TestImages wrong = stripes.withLabels(stripes.classNames(), i -> i / 2 % 4 == 0 ? 0 : i % 2);

    ClassAgreement agreement =
        ClassAgreement.measure(
            classifier, LabeledImageStream.of(wrong), 400, ProgressListener.none());

    assertThat(right.accuracy()).isGreaterThan(0.95);
    assertThat(agreement.all().trials()).isEqualTo(400);
    assertThat(agreement.all().share()).isBetween(0.83, 0.92);
    assertThat(agreement.byClass()).extracting(Proportion::trials).containsExactly(250L, 150L);
    assertThat(agreement.byClass().get(0).share()).isBetween(0.75, 0.85);
    assertThat(agreement.byClass().get(1).share()).isGreaterThan(0.9);
    assertThat(agreement.toText())
        .startsWith("images of stripes(400 of 10x13x1, seed 3) whose class is right, by a")
        .contains("class horizontal: ", "class vertical: ", "\nall: ");
  }

  @Test
  void givenAClassWithoutImages_whenChecked_thenItHasNoShare() {
    ClassAgreement agreement =
        new ClassAgreement(
            "a",
            "b",
            ConfusionMatrix.of(List.of("x", "y"), new int[] {0, 0, 0}, new int[] {0, 1, 0}));

    assertThat(agreement.byClass().get(1).trials()).isZero();
    assertThat(agreement.toText()).contains("class y: none", "class x: 66.67 % (");
  }

  @Test
  void givenImagesThatDoNotFit_whenUsed_thenTheMessageSaysWhy() {
    TestImages stripes = TestImages.stripes(20, SHAPE, 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(TestImages.noise(20, SHAPE)))
        .withMessageContaining("at least 2 classes")
        .withMessageContaining("choose a source with labels");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(stripes.withLabels(List.of("a", "b"), i -> i == 3 ? -1 : 0)))
        .withMessageContaining("image #3")
        .withMessageContaining("no label");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(TestImages.stripes(10, SHAPE, 1)))
        .withMessageContaining("at least a batch of 16 images")
        .withMessageContaining("smaller batchSize");
    assertThatThrownBy(() -> train(stripes.withFailureAfter(3)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the disk is gone");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> classifier.evaluate(stripes.withClasses("a", "b")))
        .withMessageContaining("[horizontal, vertical]")
        .withMessageContaining("[a, b]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> classifier.classify(Images.of(ImageShape.square(16, 1), new float[256])))
        .withMessageContaining("takes images of 10x13x1, got 16x16x1");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ClassAgreement.measure(
                    classifier, LabeledImageStream.of(stripes), 21, ProgressListener.none()))
        .withMessageContaining("21 images were asked for")
        .withMessageContaining("only 20");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Plan(0, 0, 1, 0, 1, 0))
        .withMessageContaining("width must be at least 1, got 0")
        .withMessageContaining("epochs")
        .withMessageContaining("batchSize")
        .withMessageContaining("learningRate")
        .withMessageContaining("dropout");
  }

  @Test
  void givenAClosedClassifier_whenUsed_thenItSaysSo() throws IOException {
    ImageClassifier closed = train(TestImages.stripes(32, SHAPE, 1));
    closed.close();
    closed.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> closed.classify(Images.of(SHAPE, new float[SHAPE.size()])))
        .withMessageContaining("closed");
  }
}

package org.dcgan.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.List;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.eval.svm.L2Svm;
import org.dcgan.eval.svm.RegularizationSearch;
import org.dcgan.eval.svm.SvmOptions;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.SeededRandom;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Cifar10ProtocolTest {
  private static final Cifar10Protocol PROTOCOL =
      new Cifar10Protocol(200, List.of(1e-5, 1e-3, 1.0), List.of(3, 30), 4, 42, SvmOptions.DEFAULT);

  private static FeatureTable blobs(int rows, long seed) {
    SeededRandom random = SeededRandom.of(seed);
    float[] values = new float[rows * 30];
    int[] labels = new int[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = i % 3;
      for (int j = 0; j < 30; j++) {
        values[i * 30 + j] = (float) ((j % 3 == labels[i] ? 1 : 0) + 2.5 * random.nextGaussian());
      }
    }
    return FeatureTable.of(Features.of(30, values), labels, List.of("a", "b", "c"), "blobs");
  }

  @Test
  void givenFeatures_whenRun_thenTheBestCIsFittedToAllRowsAndMoreLabelsHelp() throws IOException {
    FeatureTable training = blobs(1000, 1);
    FeatureTable test = blobs(600, 2);

    Cifar10Protocol.Result result = PROTOCOL.run(training, test, ProgressListener.none());

    double best =
        result.trials().stream()
            .mapToDouble(RegularizationSearch.Trial::validationAccuracy)
            .max()
            .orElseThrow();
    assertThat(result.trials())
        .filteredOn(trial -> trial.c() == result.c())
        .singleElement()
        .returns(best, RegularizationSearch.Trial::validationAccuracy);
    assertThat(result.testAccuracy())
        .isEqualTo(L2Svm.train(training, result.c()).classifier().evaluate(test).accuracy())
        .isGreaterThan(0.6);
    assertThat(result.fewLabels())
        .extracting(LabelCurve.Point::labelsPerClass)
        .containsExactly(3, 30);
    assertThat(result.fewLabels().get(0).testAccuracy().mean())
        .isLessThan(result.fewLabels().get(1).testAccuracy().mean());
    assertThat(result.fewLabels().get(1).testAccuracy().values())
        .hasSize(4)
        .doesNotHaveDuplicates();
  }

  @Test
  void givenTheSameSeed_whenRunAgain_thenTheResultIsTheSame() throws IOException {
    FeatureTable training = blobs(500, 1);
    FeatureTable test = blobs(100, 2);

    Cifar10Protocol.Result first = PROTOCOL.run(training, test, ProgressListener.none());
    Cifar10Protocol.Result again = PROTOCOL.run(training, test, ProgressListener.none());

    assertThat(again.trials()).isEqualTo(first.trials());
    assertThat(again.fewLabels()).isEqualTo(first.fewLabels());
    assertThat(again.confusion()).isEqualTo(first.confusion());
  }

  @Test
  void givenTooFewRows_whenRun_thenTheShortageIsNamed() {
    FeatureTable few = blobs(220, 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cifar10Protocol.DEFAULT.run(few, few, ProgressListener.none()))
        .withMessageContaining("has only 220");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PROTOCOL.run(few, few, ProgressListener.none()))
        .withMessageContaining("30 labels of each class were asked for");
  }

  @Test
  void givenImagesWithTooFewOfAClass_whenChecked_thenTheyAreRefusedBeforeTheirFeatures() {
    ImageShape shape = ImageShape.square(2, 1);
    TestImages few = TestImages.noise(220, shape).withClasses("a", "b", "c");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PROTOCOL.requireLabels(few))
        .withMessageContaining("30 labels of each class were asked for");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cifar10Protocol.DEFAULT.requireLabels(few))
        .withMessageContaining("has only 220");
    PROTOCOL.requireLabels(TestImages.noise(1000, shape).withClasses("a", "b", "c"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void givenAnImpossibleC_whenAProtocolIsCreated_thenItIsRefused(double c) {
    List<Double> grid = List.of(1.0, c);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Cifar10Protocol(200, grid, List.of(3), 4, 42, SvmOptions.DEFAULT))
        .withMessageContaining("values of C must be above 0 and finite, got [1.0, " + c);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LabelCurve(List.of(3), 4, grid, 42, SvmOptions.DEFAULT))
        .withMessageContaining("values of C");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SvhnProtocol(200, 3, grid, 4, 4, 42, SvmOptions.DEFAULT))
        .withMessageContaining("values of C");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Cifar10Protocol(200, List.of(1.0), List.of(3, 0), 4, 42, SvmOptions.DEFAULT))
        .withMessageContaining("must be at least 1, got [3, 0]");
  }
}

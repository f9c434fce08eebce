package org.dcgan.eval.svm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import java.io.IOException;
import java.util.List;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.feature.Features;
import org.dcgan.random.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SVM has LIBLINEAR's objective, minimum and predictions. */
class L2SvmTest {
  private static final int CLASSES = 4;

  private static Feature[] nodes(FeatureTable table, int row) throws IOException {
    float[] values = table.row(row);
    Feature[] nodes = new Feature[values.length + 1];
    for (int j = 0; j < values.length; j++) {
      nodes[j] = new FeatureNode(j + 1, values[j]);
    }
    nodes[values.length] = new FeatureNode(values.length + 1, 1);
    return nodes;
  }

  private static Model liblinear(FeatureTable table, double c) throws IOException {
    Problem problem = new Problem();
    problem.l = table.rows();
    problem.n = table.columns() + 1;
    problem.bias = 1;
    problem.x = new Feature[problem.l][];
    problem.y = new double[problem.l];
    for (int i = 0; i < problem.l; i++) {
      problem.x[i] = nodes(table, i);
      problem.y[i] = table.label(i);
    }
    Linear.disableDebugOutput();
    return Linear.train(problem, new Parameter(SolverType.L2R_L2LOSS_SVC, c, 1e-6));
  }

  /** The definition, in a plain loop over what LIBLINEAR calls w. */
  private static double objective(FeatureTable table, Model model, double c) throws IOException {
    double[] w = model.getFeatureWeights();
    int classes = model.getNrClass();
    double sum = 0;
    for (double weight : w) {
      sum += weight * weight / 2;
    }
    for (int i = 0; i < table.rows(); i++) {
      float[] x = table.row(i);
      for (int k = 0; k < classes; k++) {
        double score = w[x.length * classes + k];
        for (int j = 0; j < x.length; j++) {
          score += w[j * classes + k] * x[j];
        }
        double y = table.label(i) == model.getLabels()[k] ? 1 : -1;
        double loss = Math.max(0, 1 - y * score);
        sum += c * loss * loss;
      }
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-4, 1e-2, 1, 100})
  void givenOverlappingClasses_whenFitted_thenTheMinimumAndItsPredictionsAreLiblinears(double c)
      throws IOException {
    FeatureTable training = Blobs.of(600, 40, CLASSES, 1);
    FeatureTable test = Blobs.of(2000, 40, CLASSES, 2);
    Model reference = liblinear(training, c);

    SvmFit fit = L2Svm.train(training, c);

    assertThat(fit.converged()).isTrue();
    assertThat(fit.objective())
        .isCloseTo(objective(training, reference, c), withinPercentage(0.01));
    int[] predicted = fit.classifier().predict(test);
    int same = 0;
    for (int i = 0; i < predicted.length; i++) {
      same += predicted[i] == (int) Linear.predict(reference, nodes(test, i)) ? 1 : 0;
    }
    assertThat(same).isGreaterThanOrEqualTo(1998);
  }

  @Test
  void givenMoreFeaturesThanRows_whenFitted_thenTheMinimumIsLiblinears() throws IOException {
    FeatureTable training = Blobs.of(80, 300, CLASSES, 3);

    SvmFit fit = L2Svm.train(training, 0.01);

    assertThat(fit.objective())
        .isCloseTo(objective(training, liblinear(training, 0.01), 0.01), withinPercentage(0.01));
    assertThat(fit.classifier().evaluate(training).accuracy()).isEqualTo(1);
  }

  @Test
  void givenAFitAtAnotherC_whenFittedOn_thenTheMinimumIsThatOfAFreshFit() throws IOException {
    FeatureTable training = Blobs.of(600, 40, CLASSES, 1);
    SvmFit fresh = L2Svm.train(training, 0.1);

    try (L2Svm svm = L2Svm.on(training, SvmOptions.DEFAULT)) {
      svm.fit(0.05);
      SvmFit warm = svm.fit(0.1);

      assertThat(warm.objective()).isCloseTo(fresh.objective(), withinPercentage(0.01));
      assertThat(warm.passes()).isLessThan(fresh.passes());
    }
  }

  @Test
  void givenNoRoomForRows_whenFitted_thenTheyAreReadAtEachPassToTheSameBits() throws IOException {
    FeatureTable training = Blobs.of(600, 40, CLASSES, 1);

    SvmFit held = L2Svm.train(training, 0.1);
    SvmFit streamed = L2Svm.train(training, 0.1, SvmOptions.DEFAULT.withMemory(0));

    assertThat(streamed.objectives()).isEqualTo(held.objectives());
    assertThat(streamed.classifier().weights(2)).isEqualTo(held.classifier().weights(2));
  }

  @Test
  void givenTooFewPasses_whenFitted_thenItSaysThatItHasNotConverged() throws IOException {
    SvmFit fit = L2Svm.train(Blobs.of(600, 40, CLASSES, 1), 100, SvmOptions.DEFAULT.withPasses(3));

    assertThat(fit.converged()).isFalse();
    assertThat(fit.gap()).isGreaterThan(SvmOptions.DEFAULT_GAP);
  }

  @Test
  void givenAGrid_whenSearched_thenTheBestOnOtherRowsIsKept() throws IOException {
    FeatureTable training = Blobs.of(200, 100, CLASSES, 1);
    FeatureTable validation = Blobs.of(1000, 100, CLASSES, 2);

    RegularizationSearch.Result result =
        RegularizationSearch.search(
            training,
            validation,
            List.of(1.0, 1e-3, 1e-5),
            SvmOptions.DEFAULT,
            org.dcgan.progress.ProgressListener.none());

    assertThat(result.trials())
        .extracting(RegularizationSearch.Trial::c)
        .containsExactly(1e-5, 1e-3, 1.0);
    assertThat(result.trials()).extracting(RegularizationSearch.Trial::trainingAccuracy).isSorted();
    assertThat(result.best().c()).isEqualTo(1e-3);
    assertThat(result.classifier().evaluate(validation).accuracy())
        .isEqualTo(result.best().validationAccuracy())
        .isGreaterThan(0.9);
  }

  @Test
  void givenRowsOfOneClass_whenFitted_thenItIsRefused() {
    FeatureTable one =
        FeatureTable.of(
            Features.of(2, new float[6]), new int[] {1, 1, 1}, List.of("a", "b"), "ones");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> L2Svm.train(one, 1))
        .withMessageContaining("all 3 rows have the class b");
  }

  @Test
  void givenAFeatureThatIsNaN_whenFitted_thenTheErrorNamesItsPosition() {
    float[] values = new float[12];
    values[7] = Float.NaN;
    FeatureTable table =
        FeatureTable.of(Features.of(3, values), new int[] {0, 1, 0, 1}, List.of("a", "b"), "holes");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> L2Svm.train(table, 1))
        .withMessageContaining("row 2, column 1 is not finite");
  }

  @Test
  void givenFeaturesTooLargeForFloat32_whenFitted_thenTheLargestAndTheRemedyAreNamed()
      throws IOException {
    for (double magnitude : new double[] {1e18, 1e25, 3e38}) {
      SeededRandom random = SeededRandom.of(3, 1);
      float[] values = new float[300 * 20];
      int[] labels = new int[300];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (Math.tanh(random.nextGaussian()) * magnitude);
        labels[i / 20] = i / 20 % 2;
      }
      values[20 * 123 + 4] = (float) -magnitude;
      FeatureTable table =
          FeatureTable.of(Features.of(20, values), labels, List.of("a", "b"), "huge");

      assertThatIllegalArgumentException()
          .isThrownBy(() -> L2Svm.train(table, 1))
          .withMessageContainingAll(
              "objective is not finite with C 1.0",
              "the largest is " + (float) -magnitude + ", in row 123, column 4",
              "Scale the features");
    }
  }

  @Test
  void givenFeaturesThatAreScaled_whenFitted_thenTheSameRowsConverge() throws IOException {
    FeatureTable table = Blobs.of(60, 4, 2, 1);
    float[] values = new float[60 * 4];
    for (int row = 0; row < 60; row++) {
      for (int j = 0; j < 4; j++) {
        values[row * 4 + j] = table.row(row)[j] * 1e18f;
      }
    }
    FeatureTable huge =
        FeatureTable.of(Features.of(4, values), table.labels(), table.classNames(), "huge");
    SvmFit fit = L2Svm.train(org.dcgan.eval.baseline.FeatureScaler.of(huge).apply(huge), 1);

    assertThat(fit.converged()).isTrue();
    assertThat(fit.objective()).isFinite();
  }

  @Test
  void givenAClassifierAndRowsTooLarge_whenPredicted_thenTheRowIsNamed() {
    // Scores of 1e38 times 10, 0, and -10.
    LinearClassifier classifier =
        new LinearClassifier(List.of("a\n", "b"), 1, new float[] {10, -10}, new float[2]);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> classifier.predict(Features.of(1, new float[] {0, 1e38f})))
        .withMessageContaining("the score of row 1 for class a\\u000a is Infinity");
  }

  @Test
  void givenALabelOutOfRange_whenATableIsMade_thenItIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                FeatureTable.of(
                    Features.of(1, new float[2]), new int[] {0, 2}, List.of("a", "b"), "odd"))
        .withMessageContaining("the label of row 1 is 2, expected 0 to 1");
  }

  @Test
  void givenAnImpossibleC_whenFitted_thenItIsRefused() {
    FeatureTable table = Blobs.of(20, 3, 2, 1);

    for (double c : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> L2Svm.train(table, c))
          .withMessageContaining("C must be above 0");
    }
  }

  @Test
  void givenRowsOfAnotherLength_whenPredicted_thenBothLengthsAreNamed() throws IOException {
    LinearClassifier classifier = L2Svm.train(Blobs.of(20, 3, 2, 1), 1).classifier();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> classifier.predict(Features.of(4, new float[4])))
        .withMessageContainingAll("fitted to rows of 3 features", "rows of 4");
  }
}

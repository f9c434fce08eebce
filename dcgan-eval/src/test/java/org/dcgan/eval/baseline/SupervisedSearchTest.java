package org.dcgan.eval.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.image.ImageShape;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedSearchTest {
  private static final ImageShape SHAPE = ImageShape.square(16, 1);
  private static final RuntimeOptions RUNTIME =
      new RuntimeOptions(Precision.FLOAT32, Device.CPU, 1);
  private static final SearchOptions OPTIONS =
      SearchOptions.builder()
          .architecture(
              Architecture.builder().resolution(16).channels(1).width(4).latentDim(4).build())
          .space(
              new SearchSpace(
                  SearchSpace.Range.logarithmic(3e-3, 1e-2),
                  SearchSpace.Range.logarithmic(1e-6, 1e-4),
                  SearchSpace.Range.linear(0, 0.3),
                  SearchSpace.Range.logarithmic(0.02, 0.1),
                  List.of(0.5, 0.9),
                  List.of(8, 16)))
          .trials(3)
          .epochs(8)
          .evaluateEvery(2)
          .patience(2)
          .seed(5)
          .staleAfter(Duration.ofMinutes(5))
          .build();

  @TempDir private Path folder;

  private static SupervisedSearch search(SearchOptions options) {
    return new SupervisedSearch(
        options, TestImages.stripes(48, SHAPE, 1), TestImages.stripes(40, SHAPE, 2), RUNTIME);
  }

  @Test
  void givenStripes_whenSearched_thenTheBestSeparatesThemAndATableAndAnImageAreWritten()
      throws Exception {
    SupervisedSearch search = search(OPTIONS);
    List<Trial> trials = search.run(folder, ProgressListener.none());
    assertThat(trials).extracting(Trial::number).containsExactly(0, 1, 2);
    Trial best = SupervisedSearch.best(trials);
    assertThat(best.validationError()).isLessThan(0.2);
    assertThat(search.testError(best, TestImages.stripes(60, SHAPE, 3), ProgressListener.none()))
        .isLessThan(0.3);
    // What is trained again is what was chosen.
    assertThat(search.testError(best, TestImages.stripes(40, SHAPE, 2), ProgressListener.none()))
        .isEqualTo(best.validationError());

    SearchReport.writeCsv(trials, folder.resolve("trials.csv"));
    SearchReport.writePng(trials, folder.resolve("trials.png"));
    assertThat(Files.readAllLines(folder.resolve("trials.csv")))
        .hasSize(4)
        .first()
        .asString()
        .startsWith("trial,learning_rate,");
    assertThat(folder.resolve("trials.png")).isNotEmptyFile();
  }

  @Test
  void givenASearchThatWasInterrupted_whenRunAgain_thenFinishedTrialsStayAndTheRestIsTheSame()
      throws Exception {
    List<Trial> atOnce = search(OPTIONS).run(folder.resolve("one"), ProgressListener.none());
    Path two = folder.resolve("two");
    List<Trial> first =
        search(OPTIONS.toBuilder().trials(1).build()).run(two, ProgressListener.none());
    assertThat(first).hasSize(1);
    List<Trial> all = search(OPTIONS).run(two, ProgressListener.none());
    assertThat(all.get(0)).isEqualTo(first.get(0));
    for (int i = 0; i < 3; i++) {
      assertThat(all.get(i).validationError()).isEqualTo(atOnce.get(i).validationError());
      assertThat(all.get(i).trainingLoss()).isEqualTo(atOnce.get(i).trainingLoss());
      assertThat(all.get(i).hyperParameters()).isEqualTo(atOnce.get(i).hyperParameters());
    }
  }

  @Test
  void givenATrialThatAnotherProcessRuns_whenSearched_thenItIsLeftToThatProcess() throws Exception {
    TrialFolder other =
        new TrialFolder(folder, Duration.ofMinutes(5), java.time.InstantSource.system());
    try (TrialFolder.Claim claim = other.claim(1).orElseThrow()) {
      assertThat(claim.renew()).isTrue();
      assertThat(search(OPTIONS).run(folder, ProgressListener.none()))
          .extracting(Trial::number)
          .containsExactly(0, 2);
    }
  }

  @Test
  void givenASeed_whenTrialsAreSampled_thenTheyLieInTheSpaceAndAreTheSameInEveryProcess() {
    SearchSpace space = SearchSpace.DEFAULT;
    double logarithms = 0;
    for (int i = 0; i < 1000; i++) {
      HyperParameters h = space.sample(42, i);
      assertThat(h).isEqualTo(space.sample(42, i));
      assertThat(h.learningRate()).isBetween(1e-4, 1e-2);
      assertThat(h.l2()).isBetween(1e-6, 1e-2);
      assertThat(h.dropout()).isBetween(0.0, 0.5);
      assertThat(h.weightDeviation()).isBetween(0.01, 0.1);
      assertThat(h.beta1()).isIn(0.5, 0.9);
      assertThat(h.batchSize()).isIn(32, 64, 128);
      logarithms += Math.log10(h.learningRate()) / 1000;
    }
    assertThat(logarithms).as("in the middle of two decades").isCloseTo(-3, within(0.1));
    assertThat(space.sample(42, 1))
        .isNotEqualTo(space.sample(42, 2))
        .isNotEqualTo(space.sample(43, 1));
  }

  @Test
  void givenTestImagesOfOtherClasses_whenTheBestTrialIsTested_thenTheyAreRefused()
      throws Exception {
    SupervisedSearch search = search(OPTIONS.toBuilder().trials(1).build());
    Trial trial = search.run(folder, ProgressListener.none()).get(0);
    TestImages test = TestImages.stripes(60, SHAPE, 3);
    List<String> names = test.classNames();

    for (TestImages other :
        List.of(
            test.withClasses(names.get(1), names.get(0)),
            test.withClasses(names.get(0), names.get(1), "a third"))) {
      assertThatThrownBy(() -> search.testError(trial, other, ProgressListener.none()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("test images must have the classes of the training images");
    }
  }

  @Test
  void givenImagesOfAnotherShape_whenDescribed_thenTheMessageSaysWhatWasExpected() {
    assertThatThrownBy(
            () ->
                new SupervisedSearch(
                    OPTIONS,
                    TestImages.stripes(48, ImageShape.square(32, 1), 1),
                    TestImages.stripes(40, SHAPE, 2),
                    RUNTIME))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the architecture takes images of 16x16x1")
        .hasMessageContaining("32x32x1");
  }

  @Test
  void givenTwoOfEqualError_whenTheBestIsChosen_thenItIsTheFirst() {
    HyperParameters any = SearchSpace.DEFAULT.sample(1, 1);
    Trial a = new Trial(0, any, Trial.Outcome.DIVERGED, 1, 0, 1, Double.NaN, 1);
    Trial b = new Trial(1, any, Trial.Outcome.COMPLETED, 9, 3, 0.2, 0.1, 1);
    Trial c = new Trial(2, any, Trial.Outcome.COMPLETED, 9, 4, 0.2, 0.1, 1);
    assertThat(SupervisedSearch.best(List.of(a, b, c))).isSameAs(b);
    assertThatThrownBy(() -> SupervisedSearch.best(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs at least one trial, got none");
  }
}

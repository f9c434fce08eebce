package org.dcgan.eval.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dcgan.ModelFormatException;
import org.dcgan.RuntimeOptions;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KMeansFeaturesTest {
  private static final ImageShape COLOR = ImageShape.square(12, 3);
  private static final KMeansOptions SMALL =
      KMeansOptions.builder()
          .receptiveField(4)
          .patches(600)
          .centroids(10)
          .iterations(8)
          .seed(3)
          .build();
  private static final KMeansOptions DEEP =
      SMALL.toBuilder()
          .above(
              new KMeansOptions.UpperLayer(2, 2, 3, 4, 5, 200),
              new KMeansOptions.UpperLayer(1, 2, 2, 3, 4, 100))
          .build();

  @TempDir private Path folder;

  private static KMeansFeatures learn(ImageShape shape, KMeansOptions options) throws Exception {
    return KMeansFeatures.learn(
        TestImages.stripes(60, shape, 1), options, RuntimeOptions.DEFAULT, ProgressListener.none());
  }

  private static Images images(ImageShape shape) throws Exception {
    return Images.read(TestImages.stripes(60, shape, 2), 0, 1, 2, 3);
  }

  @Test
  void givenFieldsOfMoreMapsThanThereAre_whenLearned_thenTheLayerIsNamed() {
    KMeansOptions second =
        SMALL.toBuilder().above(new KMeansOptions.UpperLayer(2, 2, 3, 11, 5, 200)).build();
    KMeansOptions third =
        SMALL.toBuilder()
            .above(
                new KMeansOptions.UpperLayer(2, 2, 3, 10, 5, 200),
                new KMeansOptions.UpperLayer(1, 2, 2, 16, 4, 100))
            .build();

    assertThatThrownBy(() -> learn(COLOR, second))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layer 2 takes 11 maps together, but the layer below has 10");
    assertThatThrownBy(() -> learn(COLOR, third))
        .hasMessageContaining("layer 3 takes 16 maps together, but the layer below has 15");
  }

  @Test
  void givenBadInput_whenTheExperimentIsRun_thenItIsRefusedBeforeFeaturesAreLearned() {
    assertThatThrownBy(
            () ->
                new KMeansExperiment(
                    SMALL,
                    List.of(1.0, Double.POSITIVE_INFINITY),
                    10,
                    KMeansExperiment.DEFAULT_SVM,
                    folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("C must be above 0 and finite, got Infinity");
    TestImages stripes = TestImages.stripes(60, COLOR, 1);
    TestImages oneClass = stripes.withLabels(List.of("all"), index -> 0);
    TestImages unlabeled =
        stripes.withLabels(stripes.classNames(), index -> index == 7 ? ImageSource.NO_LABEL : 0);
    for (TestImages images : List.of(oneClass, unlabeled)) {
      assertThatThrownBy(
              () ->
                  KMeansExperiment.of(SMALL, folder)
                      .run(
                          images,
                          images,
                          RuntimeOptions.DEFAULT,
                          (name, total, unit) -> {
                            throw new AssertionError("work has begun: " + name);
                          },
                          features -> {}))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void givenImages_whenFeaturesAreLearned_thenThereAreFourTimesAsManyAsCentroids()
      throws Exception {
    try (KMeansFeatures features = learn(COLOR, SMALL)) {
      assertThat(features.dimension()).isEqualTo(40);
      assertThat(features.inputShape()).isEqualTo(COLOR);
      Features rows = features.extract(images(COLOR));
      assertThat(rows.count()).isEqualTo(4);
      // A triangle leaves about half of a place's activations at 0, and never all of them.
      for (int n = 0; n < 4; n++) {
        float sum = 0;
        for (float value : rows.row(n)) {
          assertThat(value).isFinite().isNotNegative();
          sum += value;
        }
        assertThat(sum).isPositive();
      }
      assertThat(features.description())
          .isEqualTo("k-means(12x12x3, 4x4 patches, 10 maps, 40 features)");
    }
  }

  @Test
  void
      givenGrayImagesThatAreNotSquare_whenFeaturesAreLearned_thenFeaturesAndCentroidsHaveTheirShapes()
          throws Exception {
    ImageShape shape = new ImageShape(9, 14, 1);
    try (KMeansFeatures features = learn(shape, SMALL)) {
      assertThat(features.extract(images(shape)).dim()).isEqualTo(40);
      assertThat(features.centroidImages().shape()).isEqualTo(new ImageShape(4, 4, 1));
    }
  }

  @Test
  void givenSeveralLayers_whenFeaturesAreLearned_thenEachLayerContributes() throws Exception {
    try (KMeansFeatures features = learn(COLOR, DEEP)) {
      assertThat(features.dimension()).isEqualTo(4 * (10 + 3 * 5 + 2 * 4));
      assertThat(features.layers().get(1).dictionaries())
          .allSatisfy(d -> assertThat(d.channels()).hasSize(4));
      for (int n = 0; n < 4; n++) {
        for (float value : features.extract(images(COLOR)).row(n)) {
          assertThat(value).isFinite();
        }
      }
    }
  }

  @Test
  void givenOneSeed_whenLearnedTwice_thenTheFeaturesAreTheSameToTheBitAndOthersForAnother()
      throws Exception {
    Images images = images(COLOR);
    try (KMeansFeatures one = learn(COLOR, DEEP);
        KMeansFeatures same = learn(COLOR, DEEP);
        KMeansFeatures other = learn(COLOR, DEEP.toBuilder().seed(4).build())) {
      float[] row = one.extract(images).row(2);
      assertThat(same.extract(images).row(2)).containsExactly(row);
      assertThat(other.extract(images).row(2)).isNotEqualTo(row);
    }
  }

  @Test
  void givenLearnedFeatures_whenSavedAndLoaded_thenTheyGiveTheSameRows() throws Exception {
    Images images = images(COLOR);
    Path file = folder.resolve("k/features.npz");
    try (KMeansFeatures features = learn(COLOR, DEEP)) {
      features.save(file);
      try (KMeansFeatures loaded = KMeansFeatures.load(file, RuntimeOptions.DEFAULT)) {
        assertThat(loaded.extract(images).row(1)).containsExactly(features.extract(images).row(1));
        assertThat(loaded.description()).isEqualTo(features.description());
      }
    }
  }

  @Test
  void givenSomethingElse_whenLoaded_thenItIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("x.npz"), "nothing of the kind");
    assertThatThrownBy(() -> KMeansFeatures.load(file, RuntimeOptions.DEFAULT))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("x.npz");
  }

  @Test
  void givenImagesOfAnotherShape_whenExtracted_thenTheMessageSaysWhatWasExpected()
      throws Exception {
    try (KMeansFeatures features = learn(COLOR, SMALL)) {
      assertThatThrownBy(() -> features.extract(images(ImageShape.square(12, 1))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("takes images of 12x12x3, got 12x12x1");
    }
  }

  @Test
  void givenPatchesLargerThanImages_whenLearned_thenTheMessageSaysSo() {
    assertThatThrownBy(() -> learn(ImageShape.square(3, 1), SMALL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("patches of 4 x 4 do not fit into images of 3x3x1");
  }

  @Test
  void givenWrongNumbers_whenOptionsAreMade_thenAllOfThemAreNamed() {
    KMeansOptions.Builder wrong =
        KMeansOptions.builder()
            .receptiveField(1)
            .patches(5)
            .centroids(10)
            .iterations(0)
            .contrast(0)
            .whitening(0);

    assertThatThrownBy(wrong::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("receptiveField")
        .hasMessageContaining("patches must be at least as many as centroids (10), got 5")
        .hasMessageContaining("iterations")
        .hasMessageContaining("contrast")
        .hasMessageContaining("whitening");
  }

  @Test
  void givenOptions_whenEachIsSet_thenOnlyThatOneDiffers() {
    KMeansOptions.UpperLayer layer = KMeansOptions.UpperLayer.SECOND;
    KMeansOptions changed =
        SMALL.toBuilder()
            .receptiveField(5)
            .patches(700)
            .centroids(11)
            .iterations(9)
            .contrast(2)
            .whitening(0.5)
            .emptyCentroids(KMeansOptions.EmptyCentroids.ZERO)
            .above(layer)
            .seed(4)
            .build();

    assertThat(changed)
        .isEqualTo(
            new KMeansOptions(
                5, 700, 11, 9, 2, 0.5, KMeansOptions.EmptyCentroids.ZERO, List.of(layer), 4));
    assertThat(changed.toBuilder().build()).isEqualTo(changed);
    assertThat(KMeansOptions.builder().build()).isEqualTo(KMeansOptions.DEFAULT);
    assertThat(SMALL.emptyCentroids()).isEqualTo(KMeansOptions.EmptyCentroids.RANDOM_PATCH);
  }

  @Test
  void givenRows_whenStandardized_thenTheyAreWhatTheFormulaSaysAndOthersFollowThem()
      throws Exception {
    FeatureTable training =
        FeatureTable.of(
            Features.of(2, new float[] {1, 5, 2, 5, 6, 5}),
            new int[] {0, 1, 0},
            List.of("a", "b"),
            "t");
    // Mean 3, sample variance (4 + 1 + 9) / 2 = 7; the second column never changes.
    float scale = (float) (1 / Math.sqrt(7.01));
    FeatureTable test =
        FeatureTable.of(Features.of(2, new float[] {4, 6}), new int[] {1}, List.of("a", "b"), "s");
    ScaledSplit standardized = ScaledSplit.by(training, test);
    assertThat(standardized.training().row(2))
        .containsExactly(new float[] {3 * scale, 0}, within(1e-6f));
    FeatureTable standard = standardized.test();
    assertThat(standard.row(0)).containsExactly(new float[] {scale, 10}, within(1e-4f));
    assertThat(standard.label(0)).isEqualTo(1);
    assertThat(standard.description()).isEqualTo("s > standardized");
  }

  @Test
  void givenHorizontalAndVerticalStripes_whenTheExperimentIsRun_thenTheyAreSeparated()
      throws Exception {
    KMeansExperiment.Result result =
        KMeansExperiment.of(SMALL, folder.resolve("run"))
            .run(
                TestImages.stripes(120, COLOR, 1),
                TestImages.stripes(80, COLOR, 2),
                RuntimeOptions.DEFAULT,
                ProgressListener.none(),
                features -> assertThat(features.centroidImages().count()).isEqualTo(10));
    assertThat(result.testAccuracy()).isGreaterThan(0.95);
    assertThat(result.trainingAccuracy()).isGreaterThan(0.95);
    assertThat(result.svmC()).isCloseTo(100.0 / 120, within(1e-12));
    assertThat(result.confusion().total()).isEqualTo(80);
    assertThat(folder.resolve("run")).isEmptyDirectory();
  }

  @Test
  void givenFeatureFilesInTheFolder_whenTheExperimentRunsOrFails_thenTheyRemain() throws Exception {
    Path run = Files.createDirectories(folder.resolve("run"));
    Path training = Files.writeString(run.resolve("training.features"), "kept");
    Path test = Files.writeString(run.resolve("test.features"), "kept as well");
    KMeansExperiment experiment = KMeansExperiment.of(SMALL, run);
    ImageSource images = TestImages.stripes(120, COLOR, 1);

    assertThatThrownBy(
            () ->
                experiment.run(
                    images,
                    images,
                    RuntimeOptions.DEFAULT,
                    (name, total, unit) -> {
                      if (name.equals("extracting features")) {
                        throw new UncheckedIOException(new IOException("stopped"));
                      }
                      return more -> {};
                    },
                    features -> {}))
        .hasRootCauseMessage("stopped");
    var unused =
        experiment.run(
            images, images, RuntimeOptions.DEFAULT, ProgressListener.none(), features -> {});

    assertThat(training).hasContent("kept");
    assertThat(test).hasContent("kept as well");
    try (var files = Files.list(run)) {
      assertThat(files).containsExactlyInAnyOrder(training, test);
    }
  }

  @Test
  void givenSeveralWeights_whenTheExperimentIsRun_thenTheBestOnImagesKeptApartIsUsed()
      throws Exception {
    List<Double> grid = List.of(100.0, 1e-7);
    KMeansExperiment.Result result =
        new KMeansExperiment(SMALL, grid, 40, KMeansExperiment.DEFAULT_SVM, folder.resolve("run"))
            .run(
                TestImages.stripes(120, COLOR, 1),
                TestImages.stripes(80, COLOR, 2),
                RuntimeOptions.DEFAULT,
                ProgressListener.none(),
                features -> {});
    assertThat(result.trials()).hasSize(2);
    assertThat(result.trials().get(0).c()).isEqualTo(1e-7 / 80);
    assertThat(result.trials().get(1).c()).isEqualTo(100.0 / 80);
    assertThat(result.trials()).allMatch(trial -> trial.validationAccuracy() == 1);
    // Of equal ones, the least.
    assertThat(result.c()).isEqualTo(1e-7);
    assertThat(result.svmC()).isEqualTo(1e-7 / 120);
  }

  @Test
  void givenAsManyKeptApartAsThereAre_whenAGridIsSearched_thenTheMessageSaysHowMany() {
    KMeansExperiment experiment =
        new KMeansExperiment(
            SMALL, List.of(1.0, 2.0), 120, KMeansExperiment.DEFAULT_SVM, folder.resolve("run"));
    assertThatThrownBy(
            () ->
                experiment.run(
                    TestImages.stripes(120, COLOR, 1),
                    TestImages.stripes(80, COLOR, 2),
                    RuntimeOptions.DEFAULT,
                    ProgressListener.none(),
                    features -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("120 validation images were asked for")
        .hasMessageContaining("has only 120");
  }
}

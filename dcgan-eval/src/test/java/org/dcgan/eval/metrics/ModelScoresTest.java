package org.dcgan.eval.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.Dcgan;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.eval.internal.ImageBatches;
import org.dcgan.eval.protocol.LabeledImageStream;
import org.dcgan.eval.protocol.NearestNeighborProtocol;
import org.dcgan.eval.protocol.Proportion;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.latent.Labels;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.TestImages;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scores of models, and the checkpoint that a score selects. */
class ModelScoresTest {
  private static final TestImages IMAGES = TestImages.shades(40, ImageShape.square(16, 3));

  @TempDir private Path folder;

  private static Dcgan tiny(long seed) throws IOException {
    return tiny(16, seed);
  }

  private static Dcgan tiny(int resolution, long seed) throws IOException {
    return Dcgan.builder()
        .resolution(resolution)
        .width(4)
        .latentDim(8)
        .precision(Precision.FLOAT32)
        .seed(seed)
        .build();
  }

  @ParameterizedTest
  @CsvSource({"16, 16", "28, 49"})
  void givenADiscriminator_whenItsMapsAreAveraged_thenEachIsTheMeanOfItsPositions(
      int resolution, int places) throws IOException {
    try (Dcgan dcgan = tiny(resolution, 1)) {
      TestImages shades = TestImages.shades(40, ImageShape.square(resolution, 3));
      dcgan.gatherStatistics(shades, 10);
      Images images = Images.read(shades, 3, 4, 5);

      AveragedMaps maps = AveragedMaps.of(dcgan);
      Features averaged = maps.extract(images);

      Features pooled = dcgan.discriminator().features().extract(images);
      assertThat(maps.dimension()).isEqualTo(4 + 8).isEqualTo(averaged.dim());
      for (int n = 0; n < 3; n++) {
        for (int map = 0; map < 12; map++) {
          double sum = 0;
          for (int place = 0; place < places; place++) {
            int column = map < 4 ? place * 4 + map : places * 4 + place * 8 + map - 4;
            sum += pooled.value(n, column);
          }
          assertThat(averaged.value(n, map)).isCloseTo((float) (sum / places), within(1e-6f));
        }
      }
      assertThat(maps.description())
          .startsWith("12 maps, averaged, of discriminator(" + resolution + "x");
    }
  }

  @Test
  void givenUntrainedFeatures_whenMadeTwice_thenScoresAndNamesAreTheSame() throws IOException {
    try (Dcgan dcgan = tiny(1);
        UntrainedFeatures first = UntrainedFeatures.of(IMAGES, 30, 7);
        UntrainedFeatures second =
            UntrainedFeatures.of(
                IMAGES, 30, 7, new RuntimeOptions(Precision.BFLOAT16, Device.AUTO, 1));
        UntrainedFeatures other = UntrainedFeatures.of(IMAGES, 30, 8)) {
      dcgan.gatherStatistics(IMAGES, 10);
      FrechetDistance score = FrechetDistance.over(FeatureComparison.of(first, IMAGES, 30, 5));
      FrechetDistance same = FrechetDistance.over(FeatureComparison.of(second, IMAGES, 30, 5));
      FrechetDistance another = FrechetDistance.over(FeatureComparison.of(other, IMAGES, 30, 5));

      assertThat(score.score(dcgan)).isPositive().isEqualTo(same.score(dcgan));
      assertThat(score.name())
          .isEqualTo(same.name())
          .isEqualTo(
              "Frechet distance over features of an untrained discriminator (width 32, seed 7, 96"
                  + " maps, averaged; statistics over shades(40 of 16x16x3) > 30 chosen by seed 7),"
                  + " 30 real images of shades(40 of 16x16x3) against 30 generated, seed 5");
      assertThat(another.score(dcgan)).isNotEqualTo(score.score(dcgan));
      try (UntrainedFeatures fewer = UntrainedFeatures.of(IMAGES, 20, 7)) {
        assertThat(fewer.description())
            .as("features of other statistics, which must not be compared with these")
            .isNotEqualTo(first.description());
      }
      assertThat(KernelDistance.over(FeatureComparison.of(first, IMAGES, 30, 5)).score(dcgan))
          .isPositive();
    }
  }

  @Test
  void givenAModel_whenScoredByNearestDistance_thenItIsThatOfAPlainLoop() throws IOException {
    try (Dcgan dcgan = tiny(1)) {
      dcgan.gatherStatistics(IMAGES, 10);
      NearestDistance score = NearestDistance.of(IMAGES, 40, 300, 9);

      Images sampled = dcgan.sample(300, 9);
      double sum = 0;
      for (int i = 0; i < IMAGES.size(); i++) {
        Images one = Images.read(IMAGES, i);
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < sampled.count(); j++) {
          double squared = 0;
          for (int k = 0; k < one.shape().size(); k++) {
            double d = one.data().get(k) - sampled.data().get(j * one.shape().size() + k);
            squared += d * d;
          }
          least = Math.min(least, squared);
        }
        sum += Math.sqrt(least);
      }
      assertThat(score.score(dcgan)).isCloseTo(sum / IMAGES.size(), within(1e-6));
      assertThat(score.name())
          .isEqualTo(
              "nnd, the mean distance of 40 images of shades(40 of 16x16x3) to the nearest of 300"
                  + " generated ones, seed 9");
    }
  }

  private static final TestImages STRIPES =
      TestImages.stripes(40, ImageShape.square(16, 1), 3).withClasses("a", "b", "c");

  private static Dcgan conditional(int classes) throws IOException {
    Dcgan dcgan =
        Dcgan.builder()
            .resolution(16)
            .channels(1)
            .width(4)
            .latentDim(8)
            .classes(classes)
            .precision(Precision.FLOAT32)
            .seed(1)
            .build();
    dcgan.gatherStatistics(
        STRIPES.withLabels(STRIPES.classNames().subList(0, classes), i -> i % classes), 10);
    return dcgan;
  }

  @Test
  void givenAConditionalModel_whenScoredByNearestNeighborError_thenItIsThatOfTheProtocol()
      throws IOException {
    try (Dcgan dcgan = conditional(3)) {
      NearestNeighborError score = NearestNeighborError.of(STRIPES, 40, 300, 9);

      NearestNeighborProtocol.Result expected =
          new NearestNeighborProtocol(List.of(300))
              .run(
                  LabeledImageStream.generated(dcgan, 9, "run 7"),
                  STRIPES,
                  ProgressListener.none());

      Proportion error = expected.points().get(0).error();
      double percent = score.score(dcgan.withLabels(Labels.ofEachClass(3, 1)));
      assertThat(percent).isCloseTo(100 * error.share(), within(1e-9));
      assertThat(error.successes()).isBetween(5L, 39L);
      assertThat(score.name())
          .isEqualTo(
              "nnc, the percentage of 40 images of stripes(40 of 16x16x1, seed 3) that the nearest"
                  + " of 300 generated ones classifies wrongly, seed 9");
    }
  }

  @Test
  void givenAConditionalModel_whenStreamed_thenItsImagesAreOfTheClassesInTurn() throws IOException {
    try (Dcgan dcgan = conditional(3)) {
      List<Images> batches = new ArrayList<>();
      LabeledImageStream.generated(dcgan, 5, "run 7")
          .read(
              300,
              (images, labels) -> {
                for (int i = 0; i < labels.length; i++) {
                  int index = batches.stream().mapToInt(Images::count).sum() + i;
                  assertThat(labels[i]).isEqualTo(index % 3);
                }
                batches.add(images);
              });

      Images expected = dcgan.sample(Labels.ofEachClass(3, 1).inTurn(300), 5);
      Images streamed = Images.concat(batches);
      assertThat(streamed.count()).isEqualTo(300);
      for (int i = 0; i < streamed.data().limit(); i++) {
        assertThat(streamed.data().get(i)).isCloseTo(expected.data().get(i), within(1e-5f));
      }
    }
  }

  @Test
  void givenAModelWithoutClasses_whenScoredByItsClasses_thenTheRemedyIsNamed() throws IOException {
    try (Dcgan dcgan = tiny(1);
        Dcgan two = conditional(2)) {
      NearestNeighborError score = NearestNeighborError.of(STRIPES, 40, 300, 9);

      assertThatThrownBy(() -> LabeledImageStream.generated(dcgan, 1, "run 7"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("run 7 is a model without classes")
          .hasMessageContaining("classes(n)");
      assertThatThrownBy(() -> score.score(dcgan))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("conditional model of the 3 classes")
          .hasMessageContaining("no classes");
      assertThatThrownBy(() -> score.score(two.withLabels(Labels.ofEachClass(2, 1))))
          .hasMessageContaining("2 classes");
      assertThatThrownBy(() -> NearestNeighborError.of(IMAGES, 40, 300, 9))
          .hasMessageContaining("at least 2 classes")
          .hasMessageContaining("choose a source with labels");
      assertThatThrownBy(() -> NearestNeighborError.of(STRIPES, 40, 0, 9))
          .hasMessageContaining("at least 1 generated image, got 0");
    }
  }

  @Test
  void givenAPolicyWithAScore_whenTrained_thenTheBestCheckpointIsKeptAndOpensByName()
      throws IOException {
    Path run = folder.resolve("run");
    List<TrainingEvent.Scored> scores = new ArrayList<>();
    TrainingListener watch =
        new TrainingListener() {
          @Override
          public void onScored(TrainingEvent.Scored event) {
            scores.add(event);
          }
        };
    NearestDistance score = NearestDistance.of(IMAGES, 20, 50, 1);
    TrainingPlan plan =
        TrainingPlan.builder()
            .epochs(4)
            .batchSize(8)
            .samplesPerEpoch(2)
            .checkpoints(CheckpointPolicy.builder(run).keepLast(1).keepBestBy(score).build())
            .build();

    try (Dcgan dcgan = tiny(2)) {
      dcgan.train(IMAGES, plan, watch);
    }

    assertThat(scores).hasSize(4).allMatch(event -> event.name().equals(score.name()));
    TrainingEvent.Scored best =
        scores.stream().min(java.util.Comparator.comparing(TrainingEvent.Scored::score)).get();
    assertThat(scores.get(0).best()).isTrue();
    RuntimeOptions asTrained = new RuntimeOptions(Precision.FLOAT32, Device.AUTO, 0);
    try (Dcgan opened = Dcgan.load(run.resolve("best"), asTrained)) {
      assertThat(opened.step()).isEqualTo(best.step());
      assertThat(score.score(opened)).isEqualTo(best.score());
    }
    assertThat(Files.exists(run.resolve(String.format("step-%010d", best.step())))).isTrue();
    assertThatThrownBy(() -> Dcgan.load(folder.resolve("best")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("best");
  }

  @Test
  void givenADamagedImage_whenChosen_thenTheNextIsTakenInstead() throws IOException {
    TestImages damaged = TestImages.shades(10, ImageShape.square(16, 3)).withUnreadable(4);

    Selection selection = Selection.of(damaged, 10, 1);

    assertThat(selection.size()).isEqualTo(9);
    assertThat(ImageBatches.read(selection, 0, 100).count()).isEqualTo(9);
  }

  @Test
  void givenImagesThatDoNotFit_whenCompared_thenTheMessageSaysWhichAndWhatToDo()
      throws IOException {
    try (Dcgan dcgan = tiny(1)) {
      dcgan.gatherStatistics(IMAGES, 10);
      AveragedMaps maps = AveragedMaps.of(dcgan);
      assertThatThrownBy(
              () ->
                  FeatureComparison.of(maps, TestImages.shades(9, ImageShape.square(32, 3)), 9, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("16x16x3")
          .hasMessageContaining("32x32x3")
          .hasMessageContaining("crop, resize or convert");
      assertThatThrownBy(
              () ->
                  FeatureComparison.of(maps, TestImages.shades(1, ImageShape.square(16, 3)), 9, 1))
          .hasMessageContaining("at least 2 images");
      assertThatThrownBy(() -> NearestDistance.of(IMAGES, 9, 0, 1))
          .hasMessageContaining("at least 1 generated");
      assertThatThrownBy(
              () ->
                  NearestDistance.of(TestImages.shades(9, ImageShape.square(32, 3)), 9, 5, 1)
                      .score(dcgan))
          .hasMessageContaining("this model generates images of 16x16x3");
    }
  }
}

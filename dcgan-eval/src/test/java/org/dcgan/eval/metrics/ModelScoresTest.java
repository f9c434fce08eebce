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
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.testing.TestImages;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores of models, and the checkpoint that a score selects. */
class ModelScoresTest {
  private static final TestImages IMAGES = TestImages.shades(40, ImageShape.square(16, 3));

  @TempDir private Path folder;

  private static Dcgan tiny(long seed) throws IOException {
    return Dcgan.builder()
        .resolution(16)
        .width(4)
        .latentDim(8)
        .precision(Precision.FLOAT32)
        .seed(seed)
        .build();
  }

  @Test
  void givenADiscriminator_whenItsMapsAreAveraged_thenEachIsTheMeanOfItsSixteenPositions()
      throws IOException {
    try (Dcgan dcgan = tiny(1)) {
      dcgan.gatherStatistics(IMAGES, 10);
      Images images = Images.read(IMAGES, 3, 4, 5);

      AveragedMaps maps = AveragedMaps.of(dcgan);
      Features averaged = maps.extract(images);

      Features pooled = dcgan.discriminator().features().extract(images);
      assertThat(maps.dimension()).isEqualTo(4 + 8).isEqualTo(averaged.dim());
      for (int n = 0; n < 3; n++) {
        for (int map = 0; map < 12; map++) {
          double sum = 0;
          for (int place = 0; place < 16; place++) {
            int column = map < 4 ? place * 4 + map : 64 + place * 8 + map - 4;
            sum += pooled.value(n, column);
          }
          assertThat(averaged.value(n, map)).isCloseTo((float) (sum / 16), within(1e-6f));
        }
      }
      assertThat(maps.description()).startsWith("12 maps, averaged, of discriminator(16x16x3");
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
                  + " maps, averaged), 30 real images of shades(40 of 16x16x3) against 30 generated,"
                  + " seed 5");
      assertThat(another.score(dcgan)).isNotEqualTo(score.score(dcgan));
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

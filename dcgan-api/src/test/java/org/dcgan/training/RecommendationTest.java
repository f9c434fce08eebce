package org.dcgan.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.junit.jupiter.api.Test;

/** The recommended plan follows from the number of images and the length of the training. */
class RecommendationTest {

  private record Counted(int size) implements ImageSource {
    @Override
    public Optional<ImageShape> shape() {
      return Optional.empty();
    }

    @Override
    public Pixels read(int index) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String description() {
      return size + " images";
    }
  }

  private static TrainingPlan plan(int images) {
    return TrainingPlan.recommended(new Counted(images));
  }

  private static TrainingPlan plan(int images, TrainingBudget budget) {
    return TrainingPlan.recommended(new Counted(images), budget);
  }

  @Test
  void givenDatasetsOfManySizes_whenAPlanIsRecommended_thenItMakesEnoughUpdates() {
    for (int images : new int[] {2, 3, 5, 17, 100, 999, 2_000, 13_233, 60_000, 3_000_000}) {
      TrainingPlan plan = plan(images);
      assertThat(plan.batchSize()).isEqualTo(Math.min(16, images));
      long steps = plan.totalSteps(images).orElseThrow();
      assertThat(steps).isBetween(20_000L, 100_000L);
      assertThat(PlannedUpdates.of(plan, 0, steps).warning()).isEmpty();
      assertThat(plan.stepsPerEpoch(images)).isBetween(500L, 10_000L);
      assertThat(plan.generatorEmaDecay()).isEqualTo(0.999);
      assertThat(plan.emaRampUp()).isEqualTo(0.05);
      assertThat(plan.instanceNoise()).isEqualTo(InstanceNoise.constant(0.05));
      assertThat(plan.decaySteps()).isZero();
      assertThat(plan.augmentation())
          .isEqualTo(images < 10_000 ? Augmentation.DIFF_AUGMENT : Augmentation.NONE);
    }
    assertThat(plan(50_000).steps()).isEqualTo(25 * 3_125);
    assertThat(plan(2_000).stepsPerEpoch()).as("four passes of 125 steps").isEqualTo(500);
    assertThat(plan(13_233).stepsPerEpoch()).as("one pass").isZero();
  }

  @Test
  void givenALength_whenAPlanIsRecommended_thenItHasThatLength() {
    for (TrainingBudget budget :
        new TrainingBudget[] {
          new TrainingBudget.Epochs(3),
          new TrainingBudget.Steps(9_999),
          new TrainingBudget.Time(Duration.ofMinutes(9))
        }) {
      assertThat(plan(5_000, budget).budget()).isEqualTo(budget);
      assertThat(plan(5_000, budget).generatorEmaDecay()).isEqualTo(0.999);
      assertThat(plan(5_000, budget).emaRampUp()).isEqualTo(0.05);
      assertThat(plan(5_000, budget).instanceNoise())
          .as("a short training")
          .isEqualTo(InstanceNoise.NONE);
      assertThat(plan(1_000, new TrainingBudget.Steps(9_999)).augmentation())
          .isEqualTo(Augmentation.NONE);
      assertThat(plan(999, new TrainingBudget.Steps(9_999)).augmentation())
          .isEqualTo(Augmentation.DIFF_AUGMENT);
      assertThat(plan(5_000, budget).augmentation()).isEqualTo(Augmentation.NONE);
    }
    for (TrainingBudget budget :
        new TrainingBudget[] {
          new TrainingBudget.Epochs(33),
          new TrainingBudget.Steps(10_000),
          new TrainingBudget.Time(Duration.ofMinutes(10))
        }) {
      assertThat(plan(5_000, budget).instanceNoise()).isEqualTo(InstanceNoise.constant(0.05));
      assertThat(plan(5_000, budget).augmentation()).isEqualTo(Augmentation.DIFF_AUGMENT);
    }
  }

  @Test
  void givenOneImage_whenAPlanIsRecommended_thenItIsRefused() {
    assertThatThrownBy(() -> plan(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 2 images, got 1");
  }
}

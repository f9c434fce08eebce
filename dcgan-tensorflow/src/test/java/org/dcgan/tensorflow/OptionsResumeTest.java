package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.Dcgan;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.Augmentation;
import org.dcgan.training.DiscriminatorLabels;
import org.dcgan.training.InstanceNoise;
import org.dcgan.training.ResumeException;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs with everything that a plan can add are resumed to the same bits, too. */
class OptionsResumeTest {
  @TempDir private Path folder;

  private static TrainingPlan.Builder withEverything(TrainingPlan.Builder plan) {
    return plan.epochs(4)
        .decayEpochs(0)
        .decay(0.4)
        .schedule(UpdateSchedule.SEQUENTIAL)
        .discriminatorUpdates(2)
        .discriminatorAdam(AdamOptions.DEFAULT.toBuilder().learningRate(8e-4).build())
        .labels(DiscriminatorLabels.oneSided(0.9).withFlips(0.1))
        .instanceNoise(new InstanceNoise(0.2, 3))
        .augmentation(Augmentation.DIFF_AUGMENT)
        .generatorEmaDecay(0.9)
        .discriminatorEmaDecay(0.8)
        .emaRampUp(0.2);
  }

  @Test
  void givenARunWithAllOptions_whenStoppedTwiceAndResumed_thenItEndsAtTheSameBits()
      throws IOException {
    for (long stop : new long[] {11, 22}) {
      TrainingPlan plan = withEverything(LongRun.plan(folder)).build();
      try (Dcgan dcgan = LongRun.model()) {
        StopAt stops = new StopAt(stop);
        dcgan.train(LongRun.source(), plan, stops.signal(), stops);
        assertThat(dcgan.step()).isEqualTo(stop);
      }
    }
    try (Dcgan resumed = LongRun.model();
        Dcgan uninterrupted = LongRun.model()) {
      resumed.train(LongRun.source(), withEverything(LongRun.plan(folder)).build());
      uninterrupted.train(
          LongRun.source(), withEverything(LongRun.plan(folder.resolve("other"))).build());
      assertThat(resumed.step()).isEqualTo(32);
      assertThat(LongRun.hash(resumed)).isEqualTo(LongRun.hash(uninterrupted));
      assertThat(resumed.sample(3, 1)).isEqualTo(uninterrupted.sample(3, 1));
    }
  }

  @Test
  void givenOtherOptions_whenResumed_thenEachDifferenceIsNamed() throws IOException {
    TrainingPlan first = withEverything(LongRun.plan(folder)).build();
    try (Dcgan dcgan = LongRun.model()) {
      StopAt stop = new StopAt(4);
      dcgan.train(LongRun.source(), first, stop.signal(), stop);
    }
    try (Dcgan dcgan = LongRun.model()) {
      assertThatThrownBy(
              () ->
                  dcgan.train(
                      LongRun.source(),
                      withEverything(LongRun.plan(folder))
                          .decay(0)
                          .discriminatorUpdates(3)
                          .labels(DiscriminatorLabels.DEFAULT)
                          .instanceNoise(InstanceNoise.NONE)
                          .augmentation(Augmentation.NONE)
                          .generatorEmaDecay(0.99)
                          .discriminatorEmaDecay(0)
                          .emaRampUp(0)
                          .build()))
          .isInstanceOf(ResumeException.class)
          .hasMessageContaining("plan.decay was 0.4, is not set")
          .hasMessageContaining("plan.discriminatorUpdates was 2, is 3")
          .hasMessageContaining("plan.labels.flipProbability was 0.1, is")
          .hasMessageContaining("plan.instanceNoise.standardDeviation was 0.2, is")
          .hasMessageContaining("plan.augmentation.color was true, is false")
          .hasMessageContaining("plan.augmentation.cutout was 0.5, is 0")
          .hasMessageContaining("plan.generatorEmaDecay was 0.9, is 0.99")
          .hasMessageContaining("plan.discriminatorEmaDecay was 0.8, is not set")
          .hasMessageContaining("plan.emaRampUp was 0.2, is not set");
    }
  }
}

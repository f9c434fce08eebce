package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.Dcgan;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.Augmentation;
import org.dcgan.training.DiscriminatorLabels;
import org.dcgan.training.InstanceNoise;
import org.dcgan.training.ResumableChange;
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
      trainUntil(stop, withEverything(LongRun.plan(folder)).build());
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

  private static void trainUntil(long stop, TrainingPlan plan) throws IOException {
    try (Dcgan dcgan = LongRun.model()) {
      StopAt stops = new StopAt(stop);
      dcgan.train(LongRun.source(), plan, stops.signal(), stops);
      assertThat(dcgan.step()).isEqualTo(stop);
    }
  }

  @Test
  void givenARunWithoutNoise_whenContinuedWithNoise_thenTheNoiseBelongsToTheRunFromThenOn()
      throws IOException {
    InstanceNoise noise = InstanceNoise.constant(0.1);
    List<String> ends = new ArrayList<>();
    for (boolean interrupted : new boolean[] {false, true}) {
      Path run = folder.resolve(interrupted ? "interrupted" : "continued");
      trainUntil(11, LongRun.plan(run).epochs(4).build());
      TrainingPlan.Builder noisy = LongRun.plan(run).epochs(4).instanceNoise(noise);
      if (interrupted) {
        trainUntil(22, noisy.allowOnResume(ResumableChange.INSTANCE_NOISE).build());
        noisy.allowOnResume();
      } else {
        noisy.allowOnResume(ResumableChange.INSTANCE_NOISE);
      }
      try (Dcgan dcgan = LongRun.model()) {
        dcgan.train(LongRun.source(), noisy.build());
        ends.add(LongRun.hash(dcgan));
      }
    }
    try (Dcgan dcgan = LongRun.model()) {
      dcgan.train(LongRun.source(), LongRun.plan(folder.resolve("without")).epochs(4).build());
      ends.add(LongRun.hash(dcgan));
    }

    assertThat(ends.get(1)).isEqualTo(ends.get(0));
    assertThat(ends.get(2)).isNotEqualTo(ends.get(0));
  }

  @Test
  void givenOtherOptions_whenResumed_thenEachDifferenceIsNamed() throws IOException {
    trainUntil(4, withEverything(LongRun.plan(folder)).build());
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

package org.dcgan.tensorflow.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.dcgan.tensorflow.reference.Numbers.assertClose;
import static org.dcgan.tensorflow.reference.Numbers.doubles;
import static org.dcgan.tensorflow.training.StepByHand.maps;
import static org.dcgan.tensorflow.training.StepByHand.scaled;
import static org.dcgan.tensorflow.training.StepRig.ARCHITECTURE;
import static org.dcgan.tensorflow.training.StepRig.BATCH_SIZE;
import static org.dcgan.tensorflow.training.StepRig.firstValues;
import static org.dcgan.tensorflow.training.StepRig.latents;
import static org.dcgan.tensorflow.training.StepRig.pixels;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dcgan.architecture.Architecture;
import org.dcgan.tensorflow.network.OpVariants;
import org.dcgan.tensorflow.reference.Maps;
import org.dcgan.tensorflow.reference.PlainGraph;
import org.dcgan.tensorflow.reference.PlainNetworks;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole steps are compared with the same step by plain gradients and a plain Adam. */
class AdversarialStepTest {
  private static final Architecture ARCHITECTURE_OF_MANY_WEIGHTS =
      Architecture.builder().resolution(16).width(6).latentDim(5).batchNormEpsilon(1e-5).build();

  private static PlainGraph plain;

  @BeforeAll
  static void drawPlainGraph() {
    plain = new PlainGraph(ARCHITECTURE, BATCH_SIZE);
  }

  @AfterAll
  static void closePlainGraph() {
    plain.close();
  }

  @ParameterizedTest
  @EnumSource(UpdateSchedule.class)
  void givenASchedule_whenSeveralStepsAreMade_thenEveryVariableIsThatOfStepsByHand(
      UpdateSchedule schedule) {
    StepByHand byHand = new StepByHand(plain, StepRig.plan(schedule).build());
    try (StepRig rig = new StepRig(schedule, OpVariants.ONEDNN_AVX512)) {
      for (int step = 0; step < 6; step++) {
        double rateFactor = 1 - 0.1 * step;
        rig.run(pixels(step), latents(step), rateFactor);
        byHand.run(pixels(step), latents(step), rateFactor);
        int number = step;
        byHand
            .all()
            .forEach(
                (name, adam) ->
                    assertClose(
                        name + " after step " + number, rig.read(name), adam.values(), 1e-3));
      }
      byHand
          .all()
          .forEach(
              (name, adam) -> {
                assertClose(name + " m", rig.read(name + "/adam-m"), adam.first(), 1e-2);
                assertClose(name + " v", rig.read(name + "/adam-v"), adam.second(), 1e-2);
              });
      assertThat(byHand.statistics()).hasSize(2 * 3);
      byHand
          .statistics()
          .forEach((name, average) -> assertClose(name, rig.read(name), average.value(), 5e-3));
    }
  }

  @ParameterizedTest
  @EnumSource(UpdateSchedule.class)
  void givenConditionalNetworks_whenStepsAreMade_thenEveryVariableIsThatOfStepsByHand(
      UpdateSchedule schedule) {
    try (PlainGraph graph = new PlainGraph(StepRig.CONDITIONAL, BATCH_SIZE);
        StepRig rig =
            new StepRig(
                StepRig.plan(schedule).build(), OpVariants.ONEDNN_AVX512, StepRig.CONDITIONAL)) {
      StepByHand byHand =
          new StepByHand(graph, StepRig.plan(schedule).build(), StepRig.CONDITIONAL);
      for (int step = 0; step < 3; step++) {
        rig.run(pixels(step), latents(step), 1);
        byHand.run(pixels(step), latents(step), 1);
      }

      assertThat(byHand.all()).hasSize(firstValues(StepRig.CONDITIONAL).size());
      byHand.all().forEach((name, adam) -> assertClose(name, rig.read(name), adam.values(), 1e-3));
      byHand
          .statistics()
          .forEach((name, average) -> assertClose(name, rig.read(name), average.value(), 5e-3));
    }
  }

  @ParameterizedTest
  @EnumSource(UpdateSchedule.class)
  void givenFewerMapsThanWeights_whenStepsAreMade_thenBothBatchesPassDTogetherAndAllIsThatOfHand(
      UpdateSchedule schedule) {
    Architecture wide = ARCHITECTURE_OF_MANY_WEIGHTS;
    TrainingPlan plan = StepRig.plan(schedule).build();
    try (PlainGraph graph = new PlainGraph(wide, BATCH_SIZE);
        StepRig rig = new StepRig(plan, OpVariants.ONEDNN_AVX512, wide)) {
      StepByHand byHand = new StepByHand(graph, plan, wide);
      for (int step = 0; step < 3; step++) {
        rig.run(pixels(step), latents(step), 1);
        byHand.run(pixels(step), latents(step), 1);
      }

      byHand.all().forEach((name, adam) -> assertClose(name, rig.read(name), adam.values(), 1e-3));
      byHand
          .statistics()
          .forEach((name, average) -> assertClose(name, rig.read(name), average.value(), 5e-3));
      assertThat(passTogether(rig)).isEqualTo(schedule != UpdateSchedule.ALTERNATING);
    }
    try (StepRig rig = new StepRig(schedule, OpVariants.ONEDNN_AVX512)) {
      assertThat(passTogether(rig)).as("with more maps than weights").isFalse();
    }
  }

  private static boolean passTogether(StepRig rig) {
    for (var all = rig.graph().operations(); all.hasNext(); ) {
      if (all.next().name().startsWith("both/")) {
        return true;
      }
    }
    return false;
  }

  @Test
  void givenTheThreeSchedules_whenOneStepIsMade_thenTheyDifferAsDocumented() {
    try (StepRig simultaneous = new StepRig(UpdateSchedule.SIMULTANEOUS, OpVariants.ONEDNN_AVX512);
        StepRig sequential = new StepRig(UpdateSchedule.SEQUENTIAL, OpVariants.ONEDNN_AVX512);
        StepRig alternating = new StepRig(UpdateSchedule.ALTERNATING, OpVariants.ONEDNN_AVX512)) {
      for (StepRig rig : List.of(simultaneous, sequential, alternating)) {
        rig.run(pixels(0), latents(0), 1);
      }
      String ofD = "discriminator/convolution2/weights";
      String ofG = "generator/convolution1/weights";
      assertThat(sequential.read(ofD)).isEqualTo(simultaneous.read(ofD));
      assertThat(sequential.read(ofG)).isNotEqualTo(simultaneous.read(ofG));
      assertThat(alternating.read(ofG)).isEqualTo(simultaneous.read(ofG));
      assertThat(alternating.read(ofD)).isEqualTo(firstValues().get(ofD));
      assertThat(alternating.counters()).isEqualTo(new Counters(1, 1, 0, 1, 0));
      assertThat(sequential.counters()).isEqualTo(new Counters(1, 1, 1, 1, 1));

      alternating.run(pixels(1), latents(1), 1);

      assertThat(alternating.read(ofG)).isEqualTo(simultaneous.read(ofG));
      assertThat(alternating.read(ofD)).isNotEqualTo(firstValues().get(ofD));
      assertThat(alternating.counters()).isEqualTo(new Counters(2, 1, 1, 2, 1));
    }
  }

  @ParameterizedTest
  @EnumSource(UpdateSchedule.class)
  void givenAStep_whenItReportsLosses_thenTheyAreThoseBeforeItsUpdates(UpdateSchedule schedule) {
    Map<String, double[]> parameters = new HashMap<>();
    firstValues().forEach((name, values) -> parameters.put(name, doubles(values)));
    PlainNetworks networks = new PlainNetworks(ARCHITECTURE, parameters);
    double[] z = doubles(latents(0));
    Maps real = maps(scaled(pixels(0)));
    try (StepRig rig = new StepRig(schedule, OpVariants.ONEDNN_AVX512)) {
      var losses = rig.run(pixels(0), latents(0), 1).losses();

      double[] onReal = networks.discriminate(real, false).logits();
      double[] onFake = networks.discriminate(networks.generate(z, false).images(), false).logits();
      assertThat(losses.discriminator())
          .isCloseTo(networks.discriminatorLoss(real, z), within(1e-3));
      assertThat(losses.generator()).isCloseTo(networks.generatorLoss(z), within(1e-3));
      assertThat(losses.realScore()).isCloseTo(meanProbability(onReal), within(1e-4));
      assertThat(losses.fakeScore()).isCloseTo(meanProbability(onFake), within(1e-3));
      assertThat(losses.isFinite()).isTrue();
    }
  }

  private static double meanProbability(double[] logits) {
    double sum = 0;
    for (double logit : logits) {
      sum += 1 / (1 + Math.exp(-logit));
    }
    return sum / logits.length;
  }

  @Test
  void givenOtherGeneratedImages_whenTheSameRealOnesAreScored_thenNothingOfTheirsChanges() {
    try (StepRig one = new StepRig(UpdateSchedule.SIMULTANEOUS, OpVariants.ONEDNN_AVX512);
        StepRig other = new StepRig(UpdateSchedule.SIMULTANEOUS, OpVariants.ONEDNN_AVX512)) {
      var ofOne = one.run(pixels(0), latents(0), 1).losses();
      var ofOther = other.run(pixels(0), latents(1), 1).losses();

      assertThat(ofOther.fakeScore()).isNotEqualTo(ofOne.fakeScore());
      assertThat(ofOther.realScore()).isEqualTo(ofOne.realScore());
      String statistics = "discriminator/convolution2/population-mean";
      assertThat(other.read(statistics)).isEqualTo(one.read(statistics));
    }
  }

  @Test
  void givenOtherVariants_whenStepsAreMade_thenResultsDifferByRoundingOnly() {
    try (StepRig plainForms = new StepRig(UpdateSchedule.SIMULTANEOUS, OpVariants.PLAIN);
        StepRig quickForms = new StepRig(UpdateSchedule.SIMULTANEOUS, OpVariants.ONEDNN_AVX512)) {
      for (int step = 0; step < 3; step++) {
        plainForms.run(pixels(step), latents(step), 1);
        quickForms.run(pixels(step), latents(step), 1);
      }
      for (String name : firstValues().keySet()) {
        assertClose(name, quickForms.read(name), plainForms.read(name), 1e-3);
      }
    }
  }
}

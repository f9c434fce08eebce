package org.dcgan.tensorflow.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.dcgan.tensorflow.reference.Numbers.assertClose;
import static org.dcgan.tensorflow.training.StepRig.ARCHITECTURE;
import static org.dcgan.tensorflow.training.StepRig.BATCH_SIZE;
import static org.dcgan.tensorflow.training.StepRig.firstValues;
import static org.dcgan.tensorflow.training.StepRig.latents;
import static org.dcgan.tensorflow.training.StepRig.pixels;

import com.google.common.collect.Iterators;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dcgan.tensorflow.network.BatchShare;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.reference.PlainGraph;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.DiscriminatorLabels;
import org.dcgan.training.InstanceNoise;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Each option of a plan is compared with the same step by plain gradients and a plain Adam. */
class StepOptionsTest {
  private static final long SEED = 77;

  private static PlainGraph plain;

  @BeforeAll
  static void drawPlainGraph() {
    plain = new PlainGraph(ARCHITECTURE, BATCH_SIZE);
  }

  @AfterAll
  static void closePlainGraph() {
    plain.close();
  }

  /** Makes steps both ways; the deviation of the noise falls from step to step. */
  private static StepByHand assertSameByHand(TrainingPlan plan, int steps) {
    StepByHand byHand = new StepByHand(plain, plan);
    try (StepRig rig = new StepRig(plan)) {
      for (int step = 0; step < steps; step++) {
        StepSettings moment = new StepSettings(1, plan.instanceNoise().at(step, steps), SEED);
        rig.run(pixels(step), latents(step), moment);
        byHand.run(pixels(step), latents(step), moment);
        int number = step;
        byHand
            .all()
            .forEach(
                (name, adam) ->
                    assertClose(
                        name + " after step " + number, rig.read(name), adam.values(), 1e-3));
      }
      byHand
          .statistics()
          .forEach((name, average) -> assertClose(name, rig.read(name), average.value(), 5e-3));
      Counters counters = rig.counters();
      assertThat(counters.generatorAverages())
          .isEqualTo(plan.generatorEmaDecay() > 0 ? counters.generatorUpdates() : 0);
      assertThat(counters.discriminatorAverages())
          .isEqualTo(plan.discriminatorEmaDecay() > 0 ? counters.discriminatorUpdates() : 0);
      byHand
          .averages()
          .forEach(
              (name, average) ->
                  assertClose(name, rig.read(AveragedWeights.nameOf(name)), average.value(), 1e-3));
    }
    return byHand;
  }

  // D's updates for each of G's

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "SIMULTANEOUS")
  void
      givenThreeDiscriminatorUpdatesPerGeneratorUpdate_whenStepsAreMade_thenEveryVariableIsThatOfStepsByHand(
          UpdateSchedule schedule) {
    assertSameByHand(StepRig.plan(schedule).discriminatorUpdates(3).build(), 7);
  }

  @Test
  void
      givenTwoDiscriminatorUpdatesPerGeneratorUpdate_whenStepsAreMade_thenTheirOrderIsAsDocumented() {
    assertThat(turnsOfG(UpdateSchedule.ALTERNATING)).containsExactly(0, 3, 6);
    assertThat(turnsOfG(UpdateSchedule.SEQUENTIAL)).containsExactly(1, 3, 5);
  }

  private static List<Integer> turnsOfG(UpdateSchedule schedule) {
    List<Integer> turns = new ArrayList<>();
    try (StepRig rig = new StepRig(StepRig.plan(schedule).discriminatorUpdates(2).build())) {
      for (int step = 0; step < 7; step++) {
        Counters before = rig.counters();
        rig.run(pixels(step), latents(step), 1);
        if (rig.counters().generatorUpdates() > before.generatorUpdates()) {
          turns.add(step);
        }
        boolean ofD = rig.counters().discriminatorUpdates() > before.discriminatorUpdates();
        assertThat(ofD).isEqualTo(schedule == UpdateSchedule.SEQUENTIAL || !turns.contains(step));
      }
    }
    return turns;
  }

  // Labels

  @ParameterizedTest
  @EnumSource
  void givenSmoothedLabels_whenStepsAreMade_thenEveryVariableIsThatOfStepsByHand(
      UpdateSchedule schedule) {
    assertSameByHand(
        StepRig.plan(schedule).labels(new DiscriminatorLabels(0.8, 0.1, 0)).build(), 4);
  }

  @Test
  void givenFlippedLabels_whenStepsAreMade_thenEveryVariableIsThatOfStepsByHand() {
    assertSameByHand(
        StepRig.plan(UpdateSchedule.SIMULTANEOUS)
            .labels(DiscriminatorLabels.oneSided(0.9).withFlips(0.3))
            .build(),
        4);
  }

  @Test
  void givenManyImages_whenLabelsAreFlipped_thenAsManyAsAskedForAndOthersEachStep() {
    try (StepRig rig = new StepRig(StepRig.plan(UpdateSchedule.SIMULTANEOUS).build())) {
      var tf = GraphOps.of(rig.graph());
      LabelTargets targets =
          new LabelTargets(
              tf, new DiscriminatorLabels(0.9, 0.2, 0.1), true, BatchShare.whole(20_000));
      float[] first = targets.targets(SEED, 0);
      assertThat(share(first, 0.2f)).isCloseTo(0.1, within(0.01));
      assertThat(share(first, 0.9f)).isCloseTo(0.9, within(0.01));
      assertThat(targets.targets(SEED, 0)).isEqualTo(first);
      assertThat(targets.targets(SEED, 1)).isNotEqualTo(first);
      assertThat(targets.targets(SEED + 1, 0)).isNotEqualTo(first);
    }
  }

  private static double share(float[] values, float value) {
    int count = 0;
    for (float v : values) {
      count += v == value ? 1 : 0;
    }
    return count / (double) values.length;
  }

  @Test
  void givenSmoothedLabels_whenLossesAreReported_thenTheyAreThoseAgainstLabelsOneAndZero() {
    try (StepRig hard = new StepRig(StepRig.plan(UpdateSchedule.SIMULTANEOUS).build());
        StepRig smooth =
            new StepRig(
                StepRig.plan(UpdateSchedule.SIMULTANEOUS)
                    .labels(DiscriminatorLabels.oneSided(0.7))
                    .build())) {
      assertThat(smooth.run(pixels(0), latents(0), 1).losses())
          .isEqualTo(hard.run(pixels(0), latents(0), 1).losses());
    }
  }

  // Noise

  @ParameterizedTest
  @EnumSource
  void givenInstanceNoise_whenStepsAreMade_thenEveryVariableIsThatOfStepsByHand(
      UpdateSchedule schedule) {
    assertSameByHand(StepRig.plan(schedule).instanceNoise(new InstanceNoise(0.5, 0.8)).build(), 4);
  }

  @Test
  void givenInstanceNoise_whenItHasFaded_thenAStepIsThatWithoutAny() {
    TrainingPlan noisy =
        StepRig.plan(UpdateSchedule.SIMULTANEOUS).instanceNoise(new InstanceNoise(0.5, 1)).build();
    try (StepRig faded = new StepRig(noisy);
        StepRig without = new StepRig(StepRig.plan(UpdateSchedule.SIMULTANEOUS).build())) {
      faded.run(pixels(0), latents(0), new StepSettings(1, noisy.instanceNoise().at(10, 10), SEED));
      without.run(pixels(0), latents(0), 1);
      for (String name : firstValues().keySet()) {
        assertThat(faded.read(name)).as(name).isEqualTo(without.read(name));
      }
    }
  }

  @Test
  void givenAKey_whenNoiseIsGenerated_thenItDiffersForEverySeedAndStep() {
    assertThat(InputNoise.stream(1, 2)).isEqualTo(InputNoise.stream(1, 2));
    assertThat(InputNoise.stream(1, 2)).isNotEqualTo(InputNoise.stream(1, 3));
    assertThat(InputNoise.stream(1, 2)).isNotEqualTo(InputNoise.stream(2, 2));
  }

  // The average

  @ParameterizedTest
  @EnumSource
  void givenAverages_whenStepsAreMade_thenTheyAreThoseOfTheWeightsAfterEachUpdate(
      UpdateSchedule schedule) {
    TrainingPlan plan =
        StepRig.plan(schedule).generatorEmaDecay(0.8).discriminatorEmaDecay(0.7).build();
    assertThat(assertSameByHand(plan, 5).averages())
        .hasSize(
            ARCHITECTURE.generatorParameters().size()
                + ARCHITECTURE.discriminatorParameters().size());
  }

  @ParameterizedTest
  @EnumSource
  void givenAveragesWithARampUp_whenStepsAreMade_thenLaterWeightsCountMoreAtFirst(
      UpdateSchedule schedule) {
    TrainingPlan plan =
        StepRig.plan(schedule)
            .generatorEmaDecay(0.8)
            .discriminatorEmaDecay(0.7)
            .emaRampUp(0.5)
            .build();
    assertThat(assertSameByHand(plan, 6).averages()).isNotEmpty();
  }

  @Test
  void givenAverages_whenStepsAreMade_thenTrainedWeightsAreThoseWithoutThem() {
    try (StepRig with =
            new StepRig(
                StepRig.plan(UpdateSchedule.SEQUENTIAL)
                    .generatorEmaDecay(0.999)
                    .discriminatorEmaDecay(0.99)
                    .emaRampUp(0.3)
                    .build());
        StepRig without = new StepRig(StepRig.plan(UpdateSchedule.SEQUENTIAL).build())) {
      for (int step = 0; step < 3; step++) {
        with.run(pixels(step), latents(step), 1);
        without.run(pixels(step), latents(step), 1);
      }
      for (String name : firstValues().keySet()) {
        assertThat(with.read(name)).as(name).isEqualTo(without.read(name));
      }
    }
  }

  // Two time scales

  @Test
  void givenALearningRateForEachNetwork_whenAStepIsMade_thenEachMovesByItsOwn() {
    // Without memory, Adam moves a weight by the learning rate, whatever its gradient.
    AdamOptions memoryless = new AdamOptions(1e-3, 0, 0, 1e-12, 0);
    TrainingPlan plan =
        TrainingPlan.builder()
            .batchSize(BATCH_SIZE)
            .generatorAdam(memoryless)
            .discriminatorAdam(memoryless.toBuilder().learningRate(4e-3).build())
            .build();
    try (StepRig rig = new StepRig(plan)) {
      rig.run(pixels(0), latents(0), 1);
      assertThat(moved(rig, "generator/convolution1/weights")).isCloseTo(1e-3, within(1e-5));
      assertThat(moved(rig, "discriminator/convolution2/weights")).isCloseTo(4e-3, within(4e-5));
    }
  }

  private static double moved(StepRig rig, String name) {
    float[] before = firstValues().get(name);
    float[] after = rig.read(name);
    double[] moved = new double[after.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = Math.abs(after[i] - before[i]);
    }
    Arrays.sort(moved);
    return moved[moved.length / 2];
  }

  // None of them

  @ParameterizedTest
  @EnumSource
  void givenNoOptions_whenAStepIsBuilt_thenNothingOfThemIsInTheGraph(UpdateSchedule schedule) {
    try (StepRig paper = new StepRig(StepRig.plan(schedule).build());
        StepRig noisy =
            new StepRig(
                StepRig.plan(schedule)
                    .instanceNoise(new InstanceNoise(0.1, 1))
                    .generatorEmaDecay(0.9)
                    .discriminatorEmaDecay(0.9)
                    .build())) {
      assertThat(count(paper, "StatelessRandomNormal")).isZero();
      assertThat(count(noisy, "StatelessRandomNormal")).isEqualTo(2);
      assertThat(count(paper, "ApplyGradientDescent")).isZero();
      assertThat(count(noisy, "ApplyGradientDescent"))
          .as("of the averages of all weights")
          .isEqualTo(
              ARCHITECTURE.generatorParameters().size()
                  + ARCHITECTURE.discriminatorParameters().size());
    }
  }

  private static int count(StepRig rig, String type) {
    return Iterators.size(
        Iterators.filter(rig.graph().operations(), operation -> operation.type().equals(type)));
  }
}

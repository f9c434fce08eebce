package org.dcgan.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A plan has the defaults of the paper, and reports all invalid settings at once. */
class TrainingPlanTest {

  /** The authors' mnist/train_cond_dcgan.py: lines 25 to 46 and 202 to 228. */
  @Test
  void givenTheConditionalMnistPlan_whenRead_thenItsValuesAreTheAuthors() {
    TrainingPlan plan = TrainingPlan.mnistConditional();

    assertThat(plan.epochs()).isEqualTo(200);
    assertThat(plan.decayEpochs()).isEqualTo(100);
    assertThat(plan.batchSize()).isEqualTo(128);
    assertThat(plan.schedule()).isEqualTo(UpdateSchedule.ALTERNATING);
    for (AdamOptions adam : List.of(plan.generatorAdam(), plan.discriminatorAdam())) {
      assertThat(adam.learningRate()).isEqualTo(2e-4);
      assertThat(adam.beta1()).isEqualTo(0.5);
      assertThat(adam.l2()).isEqualTo(2.5e-5);
    }
    assertThat(plan.generatorEmaDecay()).isZero();
    assertThat(plan.labels()).isEqualTo(DiscriminatorLabels.DEFAULT);
  }

  @Test
  void givenNoSettings_whenBuilt_thenPlanHasThePapersValues() {
    TrainingPlan plan = TrainingPlan.builder().build();

    assertThat(plan.batchSize()).isEqualTo(128);
    assertThat(plan.epochs()).isEqualTo(25);
    assertThat(plan.decayEpochs()).isZero();
    assertThat(plan.decay()).isZero();
    assertThat(plan.schedule()).isEqualTo(UpdateSchedule.SIMULTANEOUS);
    assertThat(plan.checkpoints()).isEmpty();
    assertThat(plan.generatorAdam()).isEqualTo(plan.discriminatorAdam());
    assertThat(plan.generatorAdam().learningRate()).isEqualTo(2e-4);
    assertThat(plan.generatorAdam().beta1()).isEqualTo(0.5);
    assertThat(plan.generatorAdam().beta2()).isEqualTo(0.999);
    assertThat(plan.generatorAdam().epsilon()).isEqualTo(1e-8);
    assertThat(plan.generatorAdam().l2()).isZero();
  }

  @Test
  void givenSeveralInvalidSettings_whenBuilt_thenAllAreReportedAtOnce() {
    assertThatThrownBy(
            () ->
                TrainingPlan.builder()
                    .epochs(0)
                    .decayEpochs(3)
                    .batchSize(1)
                    .samplesPerEpoch(0)
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("invalid TrainingPlan:")
        .hasMessageContaining("epochs must be at least 1, got 0")
        .hasMessageContaining("decayEpochs must be from 0 to the number of epochs (0), got 3")
        .hasMessageContaining("batchSize must be at least 2")
        .hasMessageContaining("got 1")
        .hasMessageContaining("samplesPerEpoch must be at least 1, got 0");
  }

  @Test
  void givenPlan_whenOneSettingIsChangedThroughBuilder_thenOthersAreKept() {
    TrainingPlan plan =
        TrainingPlan.builder()
            .epochs(7)
            .decayEpochs(2)
            .batchSize(32)
            .samplesPerEpoch(9)
            .seed(-1)
            .schedule(UpdateSchedule.ALTERNATING)
            .generatorAdam(AdamOptions.DEFAULT.toBuilder().learningRate(5e-4).build())
            .discriminatorAdam(AdamOptions.DEFAULT.toBuilder().l2(1e-5).build())
            .checkpoints(Path.of("run"))
            .build();

    TrainingPlan longer = plan.toBuilder().epochs(8).build();

    assertThat(longer.epochs()).isEqualTo(8);
    assertThat(longer).usingRecursiveComparison().ignoringFields("epochs").isEqualTo(plan);
    assertThat(longer).isNotEqualTo(plan);
    assertThat(longer.toBuilder().epochs(7).build()).isEqualTo(plan).hasSameHashCodeAs(plan);
  }

  @Test
  void givenInvalidAdamOptions_whenCreated_thenAllAreReported() {
    assertThatThrownBy(() -> new AdamOptions(0, 1, -0.1, 0, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("learningRate must be in (0, 1), got 0.0")
        .hasMessageContaining("beta1 must be in [0, 1), got 1.0")
        .hasMessageContaining("beta2 must be in [0, 1), got -0.1")
        .hasMessageContaining("epsilon must be in (0, 1), got 0.0")
        .hasMessageContaining("l2 must be in [0, 1), got -1.0");
    assertThatThrownBy(() -> new AdamOptions(1e-46, 0.5, 0.9, 1e-46, 1e-46))
        .as("values that are 0 in float32")
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("learningRate must be at least 1.17549435E-38")
        .hasMessageContaining("epsilon must be at least")
        .hasMessageContaining("l2 must be 0 or at least");
    assertThatThrownBy(() -> InstanceNoise.constant(1e39))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("finite in float32, got 1.0E39");
    assertThatThrownBy(() -> new AdamOptions(2e-4, 0.99999999, 1 - 1e-9, 1e-8, 0))
        .as("decays that are 1 in float32, in which the moments are computed")
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("beta1 must be below 1 also as float32, got 0.99999999")
        .hasMessageContaining("beta2 must be below 1 also as float32, got 0.999999999");
    assertThatThrownBy(() -> AdamOptions.DEFAULT.toBuilder().learningRate(Double.NaN).build())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givenSignal_whenRequestedInAnotherThread_thenItIsVisible() throws Exception {
    StopSignal signal = new StopSignal();

    Thread other = new Thread(signal::request);
    other.start();
    other.join();

    assertThat(signal.requested()).isTrue();
  }

  @Test
  void givenLossThatIsNaN_whenChecked_thenLossesAreNotFinite() {
    assertThat(new Losses(1.386, 0.693, 0.5, 0.5).isFinite()).isTrue();
    assertThat(new Losses(1, Double.NaN, 0.5, 0.5).isFinite()).isFalse();
    assertThat(new Losses(Double.POSITIVE_INFINITY, 1, 0.5, 0.5).isFinite()).isFalse();
  }

  // Beyond the paper

  @Test
  void givenNoSettings_whenBuilt_thenExtensionsOfThePaperAreDisabled() {
    TrainingPlan plan = TrainingPlan.builder().build();

    assertThat(plan.discriminatorUpdates()).isEqualTo(1);
    assertThat(plan.labels()).isEqualTo(new DiscriminatorLabels(1, 0, 0));
    assertThat(plan.instanceNoise().deviation()).isZero();
    assertThat(plan.generatorEmaDecay()).isZero();
    assertThat(plan.discriminatorEmaDecay()).isZero();
    assertThat(plan.emaRampUp()).isZero();
  }

  @Test
  void givenOptions_whenOneIsChangedThroughBuilder_thenOthersAreKept() {
    TrainingPlan plan =
        TrainingPlan.builder()
            .schedule(UpdateSchedule.SEQUENTIAL)
            .discriminatorUpdates(3)
            .labels(DiscriminatorLabels.oneSided(0.9))
            .instanceNoise(new InstanceNoise(0.1, 5))
            .generatorEmaDecay(0.999)
            .discriminatorEmaDecay(0.99)
            .emaRampUp(0.1)
            .build();

    assertThat(plan.toBuilder().epochs(8).build())
        .usingRecursiveComparison()
        .ignoringFields("epochs")
        .isEqualTo(plan);
    assertThat(plan.toBuilder().discriminatorEmaDecay(0.9).build()).isNotEqualTo(plan);
    assertThat(plan.toBuilder().emaRampUp(0).build()).isNotEqualTo(plan);
    assertThat(plan.toString()).contains("discriminatorEmaDecay=0.99", "emaRampUp=0.1");
  }

  @Test
  void givenInvalidOptions_whenBuilt_thenEachIsReported() {
    assertThatThrownBy(
            () ->
                TrainingPlan.builder()
                    .discriminatorUpdates(2)
                    .generatorEmaDecay(1)
                    .discriminatorEmaDecay(Double.NaN)
                    .emaRampUp(1.1)
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("simultaneous schedule")
        .hasMessageContaining("got 2; use SEQUENTIAL or ALTERNATING")
        .hasMessageContaining("generatorEmaDecay must be in [0, 1)")
        .hasMessageContaining("discriminatorEmaDecay must be in [0, 1), or 0 for none, got NaN")
        .hasMessageContaining("emaRampUp must be in [0, 1], or 0 for none, got 1.1");
    assertThatThrownBy(() -> TrainingPlan.builder().discriminatorUpdates(0).build())
        .hasMessageContaining("discriminatorUpdates must be at least 1, got 0");
    assertThatThrownBy(() -> new DiscriminatorLabels(1.2, 1.3, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 1, got 1.2")
        .hasMessageContaining("real must be greater than fake, got 1.2 and 1.3")
        .hasMessageContaining("flips must be in [0, 0.5), got 0.5");
    assertThatThrownBy(() -> new DiscriminatorLabels(0.9, -0.1, Double.NaN))
        .hasMessageContaining("at least 0, got -0.1")
        .hasMessageContaining("got NaN");
    assertThatThrownBy(() -> new InstanceNoise(-1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("deviation must be at least 0 and finite in float32, got -1.0")
        .hasMessageContaining("epochs must be above 0, or infinite for constant noise, got 0.0");
    assertThatThrownBy(() -> InstanceNoise.constant(Double.POSITIVE_INFINITY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("deviation must be at least 0 and finite in float32, got Infinity");
    assertThatThrownBy(() -> new InstanceNoise(0.1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got NaN");
  }

  @Test
  void givenNoDeviation_whenNoiseIsCompared_thenNumberOfEpochsHasNoEffect() {
    assertThat(new InstanceNoise(0, 25)).isEqualTo(InstanceNoise.NONE);
  }

  @Test
  void givenInstanceNoise_whenStepsPass_thenItDecaysLinearly() {
    InstanceNoise noise = new InstanceNoise(0.4, 2.5);

    assertThat(noise.at(0, 10)).isEqualTo(0.4);
    assertThat(noise.at(10, 10)).isCloseTo(0.24, within(1e-12));
    assertThat(noise.at(24, 10)).isCloseTo(0.016, within(1e-12));
    assertThat(noise.at(25, 10)).isZero();
    assertThat(noise.at(1_000, 10)).isZero();
    assertThat(InstanceNoise.NONE.at(0, 1)).isZero();
  }

  @Test
  void givenConstantNoise_whenStepsPass_thenItStaysTheSame() {
    InstanceNoise noise = InstanceNoise.constant(0.1);

    assertThat(noise.at(0, 10)).isEqualTo(0.1);
    assertThat(noise.at(Long.MAX_VALUE, 1)).isEqualTo(0.1);
    assertThat(InstanceNoise.constant(0)).isEqualTo(InstanceNoise.NONE);
  }

  // Values

  @Test
  void givenTwoPlansWithEqualSettings_whenCompared_thenTheyAreEqualAndPrintTheirSettings() {
    TrainingPlan.Builder builder =
        TrainingPlan.builder().epochs(3).checkpoints(Path.of("run")).seed(5);

    TrainingPlan plan = builder.build();

    assertThat(builder.build()).isEqualTo(plan).hasSameHashCodeAs(plan).isNotSameAs(plan);
    assertThat(builder.seed(6).build()).isNotEqualTo(plan);
    assertThat(plan.toString())
        .startsWith("TrainingPlan{")
        .contains("epochs=3", "seed=5", "order=shuffled", "directory=run", "keepLast=2");
  }

  @Test
  void givenCheckpointPolicies_whenCompared_thenTheirSettingsAreCompared() {
    CheckpointPolicy policy = CheckpointPolicy.builder(Path.of("run")).everySteps(5).build();

    assertThat(CheckpointPolicy.builder(Path.of("run")).everySteps(5).build())
        .isEqualTo(policy)
        .hasSameHashCodeAs(policy);
    assertThat(CheckpointPolicy.in(Path.of("run"))).isNotEqualTo(policy);
    assertThat(policy.toString()).contains("everySteps=5", "score=none");
  }

  @Test
  void givenDuplicateChange_whenAllowedOnResume_thenItIsStoredOnce() {
    assertThat(
            TrainingPlan.builder()
                .allowOnResume(ResumableChange.EPOCHS, ResumableChange.EPOCHS)
                .build()
                .allowOnResume())
        .containsExactly(ResumableChange.EPOCHS);
  }

  // Length

  @Test
  void givenEachUnitOfLength_whenBuilt_thenThePlanHasThatOneOnly() {
    TrainingPlan epochs = TrainingPlan.builder().epochs(3).build();
    TrainingPlan steps = TrainingPlan.builder().steps(20_000).build();
    TrainingPlan time = TrainingPlan.builder().duration(Duration.ofMinutes(90)).build();

    assertThat(epochs.budget()).isEqualTo(new TrainingBudget.Epochs(3));
    assertThat(steps.budget()).isEqualTo(new TrainingBudget.Steps(20_000));
    assertThat(time.budget()).isEqualTo(new TrainingBudget.Time(Duration.ofMinutes(90)));
    assertThat(epochs.steps()).isZero();
    assertThat(epochs.duration()).isZero();
    assertThat(steps.epochs()).isZero();
    assertThat(steps.duration()).isZero();
    assertThat(time.epochs()).isZero();
    assertThat(time.steps()).isZero();
    assertThat(epochs.totalSteps(1000)).hasValue(3 * 7);
    assertThat(steps.totalSteps(1000)).hasValue(20_000);
    assertThat(time.totalSteps(1000)).isEmpty();
    for (TrainingPlan plan : List.of(epochs, steps, time)) {
      assertThat(plan.toBuilder().build()).isEqualTo(plan).hasSameHashCodeAs(plan);
      assertThat(plan.toBuilder().budget(plan.budget()).build()).isEqualTo(plan);
      assertThat(plan.toBuilder().epochs(4).build().budget())
          .isEqualTo(new TrainingBudget.Epochs(4));
      assertThat(plan.toBuilder().steps(4).build().budget()).isEqualTo(new TrainingBudget.Steps(4));
    }
    assertThat(steps.toString()).startsWith("TrainingPlan{steps=20000, decaySteps=0, batch");
    assertThat(time.toString()).startsWith("TrainingPlan{duration=PT1H30M, batch");
  }

  @Test
  void givenTwoUnitsOfLength_whenBuilt_thenBothAreNamed() {
    assertThatThrownBy(() -> TrainingPlan.builder().epochs(4).duration(Duration.ofHours(1)).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "exactly one of epochs, steps and duration must be set, got [EPOCHS, TIME]");
  }

  @Test
  void givenLengthsOutOfRange_whenBuilt_thenEachIsReported() {
    assertThatThrownBy(() -> TrainingPlan.builder().steps(0).build())
        .hasMessageContaining("steps must be from 1 to 1000000000000000, got 0");
    assertThatThrownBy(() -> TrainingPlan.builder().steps(Long.MAX_VALUE).build())
        .hasMessageContaining("got " + Long.MAX_VALUE);
    assertThatThrownBy(() -> TrainingPlan.builder().duration(Duration.ZERO).build())
        .hasMessageContaining("duration must be above 0, got PT0S");
    assertThatThrownBy(() -> TrainingPlan.builder().duration(Duration.ofSeconds(-1)).build())
        .hasMessageContaining("duration must be above 0, got PT-1S");
    assertThatThrownBy(() -> TrainingPlan.builder().duration(Duration.ofDays(10_000)).build())
        .hasMessageContaining("duration must be at most PT87600H");
    assertThatThrownBy(() -> TrainingPlan.builder().stepsPerEpoch(-1).build())
        .hasMessageContaining("stepsPerEpoch must be from 1 to 1000000000, or 0");
  }

  @Test
  void givenADecayInAnotherUnitThanTheLength_whenBuilt_thenTheMessageSaysWhatToUse() {
    assertThat(TrainingPlan.builder().steps(10).decaySteps(10).build().decaySteps()).isEqualTo(10);
    assertThatThrownBy(() -> TrainingPlan.builder().steps(10).decaySteps(11).build())
        .hasMessageContaining("decaySteps must be from 0 to the number of steps (10), got 11");
    assertThatThrownBy(() -> TrainingPlan.builder().steps(10).decayEpochs(1).build())
        .hasMessageContaining("use decaySteps");
    assertThatThrownBy(() -> TrainingPlan.builder().decaySteps(1).build())
        .hasMessageContaining("use decayEpochs");
    assertThatThrownBy(
            () -> TrainingPlan.builder().duration(Duration.ofHours(1)).decayEpochs(1).build())
        .hasMessageContaining("use decay, which is a share of a training of any length");
  }

  @Test
  void givenAShareOfDecay_whenBuilt_thenItFitsEveryUnitOfLength() {
    for (TrainingBudget budget :
        List.of(
            new TrainingBudget.Epochs(3),
            new TrainingBudget.Steps(100),
            new TrainingBudget.Time(Duration.ofMinutes(5)))) {
      TrainingPlan plan = TrainingPlan.builder().budget(budget).decay(0.25).build();

      assertThat(plan.decay()).isEqualTo(0.25);
      assertThat(plan.toString()).contains("decay=0.25");
      assertThat(plan.toBuilder().build()).isEqualTo(plan).hasSameHashCodeAs(plan);
      assertThat(plan.toBuilder().decay(0).build()).isNotEqualTo(plan);
      assertThat(plan.toBuilder().decay(1).build().decay()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
  void givenAShareOfDecayOutOfRange_whenBuilt_thenTheRangeAndTheValueAreNamed(double share) {
    assertThatThrownBy(() -> TrainingPlan.builder().decay(share).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("decay must be from 0 to 1, got " + share);
  }

  @Test
  void givenTwoKindsOfDecay_whenBuilt_thenBothValuesAndTheRemedyAreNamed() {
    assertThatThrownBy(() -> TrainingPlan.builder().decay(0.5).decayEpochs(7).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only one of decay, decayEpochs and decaySteps")
        .hasMessageContaining("got 0.5, 7 and 0; set the others to 0");
    assertThatThrownBy(() -> TrainingPlan.builder().steps(100).decay(0.5).decaySteps(9).build())
        .hasMessageContaining("got 0.5, 0 and 9");
  }

  @Test
  void givenStepsPerEpoch_whenStepsAreCounted_thenTheSizeOfTheDatasetDoesNotMatter() {
    TrainingPlan plan = TrainingPlan.builder().batchSize(4).epochs(3).stepsPerEpoch(500).build();

    assertThat(plan.stepsPerEpoch(20)).isEqualTo(500);
    assertThat(plan.totalSteps(20)).hasValue(1500);
    assertThatThrownBy(() -> plan.stepsPerEpoch(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least the batchSize, 4, got 3");
  }

  @Test
  void givenAugmentationOutOfRange_whenCreated_thenTheRangesAreNamed() {
    assertThatThrownBy(() -> new Augmentation(true, 0.6, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("translation must be in [0, 0.5]")
        .hasMessageContaining("got 0.6")
        .hasMessageContaining("cutout must be in [0, 1)")
        .hasMessageContaining("got 1.0");
    assertThatThrownBy(() -> Augmentation.NONE.withCutout(Double.NaN))
        .hasMessageContaining("got NaN");
    assertThat(Augmentation.NONE.isNone()).isTrue();
    assertThat(Augmentation.DIFF_AUGMENT.withColor(false).isNone()).isFalse();
  }

  @Test
  void givenLabelsWithTheHingeLoss_whenBuilt_thenTheyAreRefused() {
    assertThatThrownBy(
            () ->
                TrainingPlan.builder()
                    .loss(AdversarialLoss.HINGE)
                    .labels(DiscriminatorLabels.oneSided(0.9))
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("labels must be the default ones with the loss HINGE");
  }
}

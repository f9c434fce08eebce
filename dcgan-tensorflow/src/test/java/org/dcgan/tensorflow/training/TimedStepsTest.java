package org.dcgan.tensorflow.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongToDoubleFunction;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.DiscriminatorNormalization;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.Models;
import org.dcgan.tensorflow.network.BatchStatistics;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.network.SpectralNorm;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.tensorflow.runtime.Hardware;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.op.Ops;

/** Steps on noise with separate variables. */
@Timeout(60)
class TimedStepsTest {
  private static final Hardware HARDWARE = Hardware.choose(Models.RUNTIME);

  private static final Architecture ARCHITECTURE =
      Architecture.builder().resolution(16).width(4).latentDim(8).build();

  /** One kernel of the networks; few operations, so that the graph of a step is built quickly. */
  private static final WinogradUse USE =
      WinogradUse.parse("5x5/2 8x8x4 4x4x8: winograd4 direct direct");

  private static TrainingPlan plan(UpdateSchedule schedule, int updates) {
    return TrainingPlan.builder()
        .batchSize(4)
        .schedule(schedule)
        .discriminatorUpdates(updates)
        .generatorEmaDecay(0.9)
        .build();
  }

  /** The variables of both networks, with other initial values than a model's. */
  private static ParameterStore variables(Architecture architecture, Ops tf) {
    ParameterStore store = new ParameterStore(tf);
    List<LayerSpec> layers = new ArrayList<>(architecture.generatorLayers());
    layers.addAll(architecture.discriminatorLayers());
    for (LayerSpec layer : layers) {
      for (ParameterSpec parameter : layer.parameters()) {
        store.add(
            parameter.name(),
            parameter.shape(),
            s -> tf.fill(tf.constant(s.asArray()), tf.constant(0.02f)));
        AdamMoments.add(store, parameter, s -> tf.fill(tf.constant(s.asArray()), tf.constant(0f)));
      }
      if (layer.spectralNorm()) {
        store.add(
            SpectralNorm.vectorName(layer.name()),
            List.of(layer.maps()),
            s -> tf.fill(tf.constant(s.asArray()), tf.constant(1f)));
      }
      if (layer.batchNorm()) {
        List<Integer> units = List.of(layer.normalizedUnits());
        store.add(
            BatchStatistics.meanName(layer.name()),
            units,
            s -> tf.fill(tf.constant(s.asArray()), tf.constant(0f)));
        store.add(
            BatchStatistics.varianceName(layer.name()),
            units,
            s -> tf.fill(tf.constant(s.asArray()), tf.constant(1f)));
      }
    }
    return store;
  }

  private static TimedSteps open(Architecture architecture, TrainingPlan plan) {
    return TimedSteps.open(
        architecture,
        plan,
        HARDWARE,
        tf -> variables(architecture, tf),
        Set.of(USE, WinogradUse.NEVER));
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULTANEOUS, 1",
    "SEQUENTIAL, 1",
    "SEQUENTIAL, 3",
    "ALTERNATING, 1",
    "ALTERNATING, 2"
  })
  void givenASchedule_whenStepsOfBothKindsAreRun_thenBothTakeTime(
      UpdateSchedule schedule, int updates) {
    try (TimedSteps steps = open(ARCHITECTURE, plan(schedule, updates))) {
      for (int i = 0; i < 3; i++) {
        assertThat(steps.run(USE)).isPositive();
        assertThat(steps.run(WinogradUse.NEVER)).isPositive();
      }
    }
  }

  @Test
  void givenConditionalOrSpectrallyNormalizedNetworks_whenRun_thenTheyTakeTime() {
    List<Architecture> architectures =
        List.of(
            Architecture.builder().resolution(16).width(4).latentDim(8).classes(3).build(),
            Architecture.builder()
                .resolution(16)
                .width(4)
                .latentDim(8)
                .discriminatorNormalization(DiscriminatorNormalization.SPECTRAL)
                .build());
    for (Architecture architecture : architectures) {
      try (TimedSteps steps = open(architecture, plan(UpdateSchedule.SIMULTANEOUS, 1))) {
        assertThat(steps.run(WinogradUse.NEVER)).isPositive();
        assertThat(steps.run(USE)).isPositive();
      }
    }
  }

  @Test
  void givenSchedulesWithDifferentSteps_whenTimed_thenEachKindCountsAsOftenAsItOccurs() {
    List<Long> numbers = new ArrayList<>();
    LongToDoubleFunction step =
        number -> {
          numbers.add(number);
          return number == 0 ? 90 : number == 1 ? 30 : 60;
        };
    assertThat(TimedSteps.perStep(UpdateSchedule.SIMULTANEOUS, 1, step)).isEqualTo(90);
    assertThat(TimedSteps.perStep(UpdateSchedule.SEQUENTIAL, 1, step)).isEqualTo(90);
    assertThat(numbers).containsExactly(0L, 0L);
    numbers.clear();
    // Batches 2, 5, 8, ... update G, too.
    assertThat(TimedSteps.perStep(UpdateSchedule.SEQUENTIAL, 3, step))
        .isEqualTo((60 + 2 * 90) / 3.0);
    assertThat(numbers).containsExactly(2L, 0L);
    numbers.clear();
    // Batches 0, 5, 10, ... update G only.
    assertThat(TimedSteps.perStep(UpdateSchedule.ALTERNATING, 4, step))
        .isEqualTo((90 + 4 * 30) / 5.0);
    assertThat(numbers).containsExactly(0L, 1L);
  }

  @Test
  void givenPlans_whenTheirKindIsNamed_thenItSaysWhatTheTimeDependsOn() {
    assertThat(TimedSteps.kind(plan(UpdateSchedule.SIMULTANEOUS, 1)))
        .isEqualTo("simultaneous step");
    assertThat(TimedSteps.kind(plan(UpdateSchedule.ALTERNATING, 1))).isEqualTo("alternating step");
    assertThat(TimedSteps.kind(plan(UpdateSchedule.SEQUENTIAL, 5)))
        .isEqualTo("sequential step with 5 updates of D");
  }

  @Test
  void givenOtherAlgorithmsThanTheStepsHave_whenRun_thenTheyAreNamed() {
    try (TimedSteps steps = open(ARCHITECTURE, plan(UpdateSchedule.SIMULTANEOUS, 1))) {
      assertThatThrownBy(
              () -> steps.run(WinogradUse.parse("5x5/2 8x8x4 4x4x8: winograd2 direct direct")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("TWO");
    }
  }

  @Test
  void givenVariablesThatCannotBeBuilt_whenOpened_thenTheFailureIsThatOfTheVariables() {
    IllegalStateException failure = new IllegalStateException("no variables");
    assertThatThrownBy(
            () ->
                TimedSteps.open(
                    ARCHITECTURE,
                    plan(UpdateSchedule.SIMULTANEOUS, 1),
                    HARDWARE,
                    tf -> {
                      throw failure;
                    },
                    Set.of(USE)))
        .isSameAs(failure);
  }
}

package org.dcgan.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.dcgan.training.SentinelPolicy.Action;
import org.dcgan.training.SentinelPolicy.Trouble;
import org.junit.jupiter.api.Test;

/** A policy warns by default, and reports invalid settings. */
class SentinelPolicyTest {

  @Test
  void givenNoSettings_whenBuilt_thenAllProblemsWarnAndNaNStops() {
    SentinelPolicy policy = SentinelPolicy.DEFAULT;

    assertThat(policy.actions()).containsOnlyKeys(Trouble.values());
    policy
        .actions()
        .forEach(
            (trouble, action) ->
                assertThat(action)
                    .isEqualTo(trouble == Trouble.NOT_FINITE ? Action.STOP : Action.WARN));
    assertThat(policy.rollsBack()).isFalse();
    assertThat(TrainingPlan.builder().build().sentinel()).isEqualTo(policy);
  }

  @Test
  void givenSomeActions_whenCreated_thenOthersHaveDefaults() {
    SentinelPolicy policy =
        new SentinelPolicy(
            Map.of(Trouble.DIVERSITY_VANISHED, Action.ROLL_BACK), 1, 2, 3, 4, 0.5, 0.6, 7, 8, 9);

    assertThat(policy.action(Trouble.NOT_FINITE)).isEqualTo(Action.STOP);
    assertThat(policy.action(Trouble.FILTERS_OSCILLATE)).isEqualTo(Action.WARN);
    assertThat(policy.rollsBack()).isTrue();
  }

  @Test
  void givenMildActionForAllProblems_whenBuilt_thenNaNStillStops() {
    assertThat(SentinelPolicy.OFF.action(Trouble.NOT_FINITE)).isEqualTo(Action.STOP);
    assertThat(SentinelPolicy.OFF.action(Trouble.GRADIENTS_RUN_AWAY)).isEqualTo(Action.IGNORE);
    assertThat(
            SentinelPolicy.builder()
                .onEverything(Action.ROLL_BACK)
                .build()
                .action(Trouble.NOT_FINITE))
        .isEqualTo(Action.ROLL_BACK);
  }

  @Test
  void givenSeveralInvalidSettings_whenBuilt_thenAllAreReportedAtOnce() {
    assertThatThrownBy(
            () ->
                SentinelPolicy.builder()
                    .on(Trouble.NOT_FINITE, Action.WARN)
                    .dominance(0, 0)
                    .gradients(-1, 0)
                    .diversity(1)
                    .oscillation(0)
                    .inspectEvery(0)
                    .warmUp(-1)
                    .maxRollBacks(-1)
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NOT_FINITE must be STOP or ROLL_BACK")
        .hasMessageContaining("got WARN")
        .hasMessageContaining("dominanceLoss must be above 0, got 0.0")
        .hasMessageContaining("dominanceSteps must be at least 1, got 0")
        .hasMessageContaining("gradientNorm must be above 0, got -1.0")
        .hasMessageContaining("gradientSteps must be at least 1, got 0")
        .hasMessageContaining("diversity must be in (0, 1), got 1.0")
        .hasMessageContaining("oscillation must be in (0, 1), got 0.0")
        .hasMessageContaining("inspectEvery must be at least 1, got 0")
        .hasMessageContaining("warmUp must be at least 0, got -1")
        .hasMessageContaining("maxRollBacks must be at least 0, got -1");
  }

  @Test
  void givenRollBackWithoutCheckpoints_whenPlanIsBuilt_thenThrows() {
    SentinelPolicy policy =
        SentinelPolicy.builder().on(Trouble.DISCRIMINATOR_WINS, Action.ROLL_BACK).build();

    assertThatThrownBy(() -> TrainingPlan.builder().sentinel(policy).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ROLL_BACK requires checkpoints");
    assertThat(
            TrainingPlan.builder().sentinel(policy).checkpoints(Path.of("run")).build().toBuilder()
                .build()
                .sentinel())
        .isEqualTo(policy);
  }
}

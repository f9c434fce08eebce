package org.dcgan.tensorflow.sentinel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.dcgan.training.GradientNorms;
import org.dcgan.training.Losses;
import org.dcgan.training.SentinelPolicy;
import org.dcgan.training.SentinelPolicy.Action;
import org.dcgan.training.SentinelPolicy.Trouble;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;
import org.junit.jupiter.api.Test;

/** The detection of failures in series of numbers, its alarms and its memory. */
class SentinelTest {
  private static final SentinelPolicy POLICY =
      SentinelPolicy.builder()
          .dominance(0.1, 4)
          .gradients(10, 3)
          .inspectEvery(5)
          .warmUp(20)
          .build();

  private final Sentinel sentinel = new Sentinel(plan(POLICY), SentinelState.FRESH);
  private long step;

  private static TrainingPlan plan(SentinelPolicy policy) {
    return TrainingPlan.builder().sentinel(policy).checkpoints(Path.of("run")).build();
  }

  private List<Finding> step(double loss, double ofG, double ofD) {
    return step(sentinel, loss, OptionalDouble.of(ofG), OptionalDouble.of(ofD), true);
  }

  private List<Finding> step(
      Sentinel sentinel, double loss, OptionalDouble ofG, OptionalDouble ofD, boolean updatedD) {
    step++;
    return sentinel.afterStep(
        step, new Losses(loss, 2, 0.9, 0.1), new GradientNorms(ofG, ofD), updatedD);
  }

  @Test
  void givenADiscriminatorThatIsNearlyAlwaysRight_whenItStaysSo_thenThereIsOneAlarmWithNumbers() {
    List<Finding> findings = new ArrayList<>();
    for (double loss : new double[] {0.01, 0.02, 0.03, 0.02, 0.01, 0.01}) {
      findings.addAll(step(loss, 1, 1));
    }
    assertThat(findings).hasSize(1);
    Finding finding = findings.get(0);
    assertThat(finding.trouble()).isEqualTo(Trouble.DISCRIMINATOR_WINS);
    // The geometric mean of the first four.
    assertThat(finding.measured()).isCloseTo(Math.pow(1.2e-7, 0.25), within(1e-12));
    assertThat(finding.limit()).isEqualTo(0.1);
    assertThat(finding.since()).isEqualTo(1);
    assertThat(finding.message())
        .contains(
            "D dominates: its loss was 0.0186 on average over its last 4 updates (limit 0.100)");
  }

  /** The course of a training of rooms at 64 px in which D won after 17,900 steps. */
  @Test
  void givenAHighLossJustBeforeDWins_whenObserved_thenTheAlarmIsRaisedWithinTwoWindows() {
    int window = SentinelPolicy.DEFAULT_DOMINANCE_STEPS;
    Sentinel byDefault = new Sentinel(plan(SentinelPolicy.DEFAULT), SentinelState.FRESH);
    for (int i = 0; i < 1000; i++) {
      assertThat(observe(byDefault, 0.15)).isEmpty();
    }
    assertThat(observe(byDefault, 3)).isEmpty();
    long before = step;
    while (observe(byDefault, 0.004).isEmpty()) {
      assertThat(step - before).isLessThan(2L * window);
    }
    assertThat(step - before).isGreaterThan(window / 2);
  }

  @Test
  void givenAHingeLossThatIsOftenZero_whenTheMeanIsHigh_thenThereIsNoAlarm() {
    Sentinel byDefault = new Sentinel(plan(SentinelPolicy.DEFAULT), SentinelState.FRESH);
    for (int i = 0; i < 2000; i++) {
      assertThat(observe(byDefault, i % 3 == 0 ? 0 : 0.5)).isEmpty();
    }
  }

  private List<Finding> observe(Sentinel sentinelOfTest, double loss) {
    return step(sentinelOfTest, loss, OptionalDouble.of(1), OptionalDouble.of(1), true);
  }

  @Test
  void givenAFailureThatEndsAndReturns_whenObserved_thenThereIsAnAlarmForEachTime() {
    List<Long> alarms = new ArrayList<>();
    double[] losses = {0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    for (double loss : losses) {
      if (!step(loss, 1, 1).isEmpty()) {
        alarms.add(step);
      }
    }
    assertThat(alarms).hasSize(2).startsWith(4L);
  }

  @Test
  void givenStepsOfTheGeneratorAlone_whenObserved_thenTheDiscriminatorsOldValuesAreNotCounted() {
    for (int i = 0; i < 10; i++) {
      assertThat(step(sentinel, 0, OptionalDouble.of(1), OptionalDouble.empty(), false)).isEmpty();
    }
    assertThat(sentinel.state().discriminatorLoss().count()).isZero();
    assertThat(sentinel.state().discriminatorNorm().count()).isZero();
    assertThat(sentinel.state().generatorNorm().count()).isEqualTo(10);
  }

  @Test
  void givenOneLongGradient_whenTheOthersAreShort_thenThereIsNoAlarm() {
    List<Finding> findings = new ArrayList<>();
    for (double norm : new double[] {1, 1, 500, 1, 1, 1}) {
      findings.addAll(step(1, norm, 1));
    }
    assertThat(findings).isEmpty();
  }

  @Test
  void givenLongGradientsOfOneNetwork_whenTheyStay_thenItIsNamed() {
    List<Finding> findings = new ArrayList<>();
    for (double norm : new double[] {40, 20, 10, 40}) {
      findings.addAll(step(1, 1, norm));
    }
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).trouble()).isEqualTo(Trouble.GRADIENTS_RUN_AWAY);
    // The geometric mean of 40, 20 and 10.
    assertThat(findings.get(0).measured()).isCloseTo(20, within(1e-9));
    assertThat(findings.get(0).message()).startsWith("D's gradients are too long");
  }

  @Test
  void givenNaN_whenObserved_thenTheAlarmNamesTheValue() {
    assertThat(step(Double.NaN, 1, 1))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.trouble()).isEqualTo(Trouble.NOT_FINITE);
              assertThat(finding.message()).contains("losses", "NaN");
            });
    assertThat(step(1, Double.POSITIVE_INFINITY, 1))
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("gradients", "Infinity"));
  }

  @Test
  void givenImagesThatWereNeverDiverse_whenTimeIsUp_thenThereIsAnAlarm() {
    assertThat(sentinel.ofDiversity(5, 5, 0.1, 10)).isEmpty();
    assertThat(sentinel.ofDiversity(15, 15, 0.1, 10)).isEmpty();
    assertThat(sentinel.ofDiversity(20, 20, 0.1, 10))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.trouble()).isEqualTo(Trouble.DIVERSITY_VANISHED);
              assertThat(finding.measured()).isEqualTo(0.01);
              assertThat(finding.since()).isEqualTo(16);
            });
  }

  @Test
  void givenImagesThatBecomeDiverse_whenInspected_thenThereIsAnAlarmOnlyWhenDiversityIsLost() {
    assertThat(sentinel.ofDiversity(5, 5, 0.1, 10)).isEmpty();
    assertThat(sentinel.ofDiversity(25, 25, 9, 10)).isEmpty();
    assertThat(sentinel.ofDiversity(30, 30, 0.6, 10)).isEmpty();
    assertThat(sentinel.ofDiversity(35, 35, 0.4, 10)).hasSize(1);
    assertThat(sentinel.ofDiversity(40, 40, 0.4, 10)).isEmpty();
  }

  @Test
  void givenIdenticalRealImages_whenCompared_thenNothingIsConcluded() {
    assertThat(sentinel.ofDiversity(100, 100, 0, 0)).isEmpty();
  }

  @Test
  void givenRollBacks_whenTheyAreUsedUp_thenTheActionIsToStop() {
    SentinelPolicy policy =
        SentinelPolicy.builder().onEverything(Action.ROLL_BACK).maxRollBacks(2).build();
    assertThat(
            new Sentinel(plan(policy), SentinelState.afterRollBacks(1)).action(Trouble.NOT_FINITE))
        .isEqualTo(Action.ROLL_BACK);
    assertThat(
            new Sentinel(plan(policy), SentinelState.afterRollBacks(2)).action(Trouble.NOT_FINITE))
        .isEqualTo(Action.STOP);
  }

  @Test
  void givenASchedule_whenATroubleIsFound_thenItsBeginningIsAsManyStepsAgoAsTheUpdatesTook() {
    TrainingPlan alternating =
        plan(POLICY).toBuilder()
            .schedule(UpdateSchedule.ALTERNATING)
            .discriminatorUpdates(2)
            .build();
    Sentinel watching = new Sentinel(alternating, SentinelState.FRESH);
    List<Finding> findings = new ArrayList<>();
    while (findings.isEmpty()) {
      findings.addAll(step(watching, 0, OptionalDouble.empty(), OptionalDouble.of(1), true));
    }
    assertThat(findings.get(0).since()).isEqualTo(step - 3 * 4 + 1);
    assertThat(Sentinel.longestWindow(alternating)).isEqualTo(12);
  }

  @Test
  void givenAState_whenAnotherSentinelGoesOnFromIt_thenItFindsTheSame() {
    for (double loss : new double[] {0.3, 0.01, 0.2}) {
      step(loss, 30, 3);
    }
    Sentinel other = new Sentinel(plan(POLICY), sentinel.state());
    for (double loss : new double[] {0.01, 0.02, 0.001, 0, 0, 0, 0}) {
      List<Finding> findings = step(loss, 30, 3);
      step--;
      assertThat(step(other, loss, OptionalDouble.of(30), OptionalDouble.of(3), true))
          .isEqualTo(findings);
      assertThat(other.state()).isEqualTo(sentinel.state());
    }
    assertThat(sentinel.state().ongoing())
        .containsExactly(Trouble.DISCRIMINATOR_WINS, Trouble.GRADIENTS_RUN_AWAY);
  }

  @Test
  void givenAllChecksIgnored_whenNumbersAreExtreme_thenOnlyNaNRaisesAnAlarm() {
    Sentinel off = new Sentinel(plan(SentinelPolicy.OFF), SentinelState.FRESH);
    for (int i = 0; i < 500; i++) {
      assertThat(step(off, 0, OptionalDouble.of(1e9), OptionalDouble.empty(), true)).isEmpty();
    }
    assertThat(off.inspects(SentinelPolicy.DEFAULT_INSPECT_EVERY)).isFalse();
    assertThat(step(off, Double.NaN, OptionalDouble.empty(), OptionalDouble.empty(), true))
        .hasSize(1);
  }
}

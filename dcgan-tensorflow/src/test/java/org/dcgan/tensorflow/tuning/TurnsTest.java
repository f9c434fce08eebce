package org.dcgan.tensorflow.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.dcgan.EngineException;
import org.dcgan.tensorflow.network.WinogradTile;
import org.dcgan.tensorflow.network.WinogradUse;
import org.junit.jupiter.api.Test;

/** Two variants of work take turns, on a clock of the test. */
class TurnsTest {
  private static final Workload.Id WORK =
      new Workload.Id("simultaneous step", "32x32x3 0123456789ab", 16);

  private static final double MILLISECOND = 1e6;

  private long now = 5;
  private final List<String> runs = new ArrayList<>();

  private final Turns turns = new Turns(2, 7, Duration.ofSeconds(2), () -> now);

  /** Work that takes as long as it says. */
  private DoubleSupplier taking(String name, double milliseconds) {
    return () -> {
      runs.add(name);
      now += (long) (milliseconds * MILLISECOND);
      return milliseconds * MILLISECOND;
    };
  }

  @Test
  void givenShortWork_whenTimed_thenBothWarmUpAndTakeTurnsInBeingTheFirst() {
    Workload.Times times =
        turns.measure(WORK, taking("candidate", 66), taking("incumbent", 51), () -> false);
    assertThat(times).isEqualTo(new Workload.Times(66 * MILLISECOND, 51 * MILLISECOND));
    List<String> expected =
        new ArrayList<>(List.of("candidate", "incumbent", "candidate", "incumbent")); // to warm up
    for (int i = 0; i < 7; i++) {
      expected.add(i % 2 == 0 ? "candidate" : "incumbent");
      expected.add(i % 2 == 0 ? "incumbent" : "candidate");
    }
    assertThat(runs).isEqualTo(expected);
  }

  @Test
  void givenLongWork_whenTimed_thenEachIsRunOnceToWarmUpAndTwiceToBeTimed() {
    Workload.Times times =
        turns.measure(WORK, taking("candidate", 20_000), taking("incumbent", 10_000), () -> false);
    assertThat(times.candidateSaves(0)).isFalse();
    assertThat(runs)
        .containsExactly(
            "candidate", "incumbent", "candidate", "incumbent", "incumbent", "candidate");
  }

  @Test
  void givenWorkOfAHalfSecond_whenTimed_thenNoRoundBeginsAfterTheLimit() {
    var unused =
        turns.measure(WORK, taking("candidate", 500), taking("incumbent", 400), () -> false);
    // Two rounds to warm up, then those that begin after 0, 0.9 and 1.8 seconds.
    assertThat(Collections.frequency(runs, "candidate")).isEqualTo(2 + 3);
    assertThat(Collections.frequency(runs, "incumbent")).isEqualTo(2 + 3);
  }

  /** Times in the order of the runs. */
  private static DoubleSupplier of(double... milliseconds) {
    int[] next = {0};
    return () -> milliseconds[next[0]++] * MILLISECOND;
  }

  @Test
  void givenRunsThatOtherWorkDisturbs_whenTimed_thenNeitherTheyNorTheFirstOnesDecide() {
    Workload.Times times =
        turns.measure(
            WORK,
            of(900, 800, 10, 11, 500, 12, 9, 10, 400),
            of(1, 1, 20, 21, 19, 22, 20, 20, 18),
            () -> false);
    assertThat(times).isEqualTo(new Workload.Times(11 * MILLISECOND, 20 * MILLISECOND));
    assertThat(times.candidateSaves(0)).isTrue();
  }

  @Test
  void givenAnEvenNumberOfRounds_whenTimed_thenTheMedianIsTheMeanOfTheMiddleTimes() {
    Turns two = new Turns(2, 2, Duration.ofSeconds(2), () -> now);
    assertThat(two.measure(WORK, of(9, 9, 10, 14), of(9, 9, 30, 20), () -> false))
        .isEqualTo(new Workload.Times(12 * MILLISECOND, 25 * MILLISECOND));
  }

  @Test
  void givenTimes_whenCompared_thenTheCandidateHasToSaveMoreThanTheShare() {
    assertThat(new Workload.Times(5, 5).candidateSaves(0)).isFalse();
    assertThat(new Workload.Times(4.9, 5).candidateSaves(0)).isTrue();
    assertThat(new Workload.Times(4.5, 5).candidateSaves(0.1)).isFalse();
    assertThat(new Workload.Times(4.4, 5).candidateSaves(0.1)).isTrue();
  }

  @Test
  void givenTheSameTimeOfWholeSets_whenCompared_thenTheFixedAlgorithmsAreUsed() {
    WinogradUse proposed = WinogradUse.always(WinogradTile.FOUR);
    assertThat(Comparison.of(proposed, new Workload.Times(5, 5)).use())
        .isEqualTo(WinogradUse.NEVER);
    assertThat(Comparison.of(proposed, new Workload.Times(4.9, 5)).use()).isEqualTo(proposed);
  }

  @Test
  void givenARequestToEnd_whenTimed_thenNothingMoreIsRun() {
    assertThatThrownBy(
            () ->
                turns.measure(
                    WORK, taking("candidate", 5), taking("incumbent", 5), () -> runs.size() == 7))
        .isInstanceOf(MeasuringStoppedException.class);
    assertThat(runs).hasSize(7);
    assertThatThrownBy(
            () -> turns.measure(WORK, taking("candidate", 5), taking("incumbent", 5), () -> true))
        .isInstanceOf(MeasuringStoppedException.class);
    assertThat(runs).hasSize(7);
  }

  @Test
  void givenWorkThatFails_whenTimed_thenTheFailureIsThatOfTheWork() {
    EngineException failure = new EngineException("no more threads", new IllegalStateException());
    assertThatThrownBy(
            () ->
                turns.measure(
                    WORK,
                    taking("candidate", 5),
                    () -> {
                      throw failure;
                    },
                    () -> false))
        .isSameAs(failure);
  }
}

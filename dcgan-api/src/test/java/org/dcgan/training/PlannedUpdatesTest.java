package org.dcgan.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The updates of a plan are counted before it is trained. */
class PlannedUpdatesTest {

  private static TrainingPlan plan(UpdateSchedule schedule, int discriminatorUpdates) {
    return TrainingPlan.builder()
        .schedule(schedule)
        .discriminatorUpdates(discriminatorUpdates)
        .build();
  }

  @ParameterizedTest
  @EnumSource
  void givenASchedule_whenUpdatesAreCounted_thenTheyAreThoseOfEachStep(UpdateSchedule schedule) {
    int most = schedule == UpdateSchedule.SIMULTANEOUS ? 1 : 3;
    for (int k = 1; k <= most; k++) {
      for (int first = 0; first < 9; first++) {
        long generator = 0;
        long discriminator = 0;
        for (int step = first; step < first + 20; step++) {
          // The definitions of UpdateSchedule.
          boolean updatesGenerator =
              switch (schedule) {
                case SIMULTANEOUS -> true;
                case SEQUENTIAL -> step % k == k - 1;
                case ALTERNATING -> step % (k + 1) == 0;
              };
          boolean updatesDiscriminator =
              schedule != UpdateSchedule.ALTERNATING || !updatesGenerator;
          generator += updatesGenerator ? 1 : 0;
          discriminator += updatesDiscriminator ? 1 : 0;
          assertThat(PlannedUpdates.of(plan(schedule, k), first, step + 1))
              .isEqualTo(new PlannedUpdates(generator, discriminator));
        }
      }
    }
  }

  @Test
  void givenFewUpdates_whenAskedForAWarning_thenItSaysHowManyAndTheRemedy() {
    assertThat(new PlannedUpdates(1_288, 1_288).warning())
        .hasValueSatisfying(
            text -> assertThat(text).contains("1,288 updates", "at least 3,000", "batchSize"));
    assertThat(new PlannedUpdates(3_000, 3_000).warning()).isEmpty();
    assertThat(new PlannedUpdates(3_000, 3_000)).hasToString("3,000 updates of each network");
    assertThat(new PlannedUpdates(10, 20))
        .hasToString("10 updates of the generator and 20 of the discriminator");
  }

  @Test
  void givenStepsThatDecrease_whenCounted_thenTheyAreRefused() {
    assertThatThrownBy(() -> PlannedUpdates.of(TrainingPlan.DEFAULT, 3, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 3 to 2");
    assertThatThrownBy(() -> new PlannedUpdates(-1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

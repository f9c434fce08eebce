package org.dcgan.tensorflow.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.dcgan.training.TrainingBudget;
import org.junit.jupiter.api.Test;

/** Training time adds up over the parts of a run. */
class TrainingClockTest {
  private final AtomicLong nanos = new AtomicLong(-5);

  @Test
  void givenEarlierTime_whenTheRestHasPassed_thenTheTimeIsUsedUp() {
    TrainingClock clock =
        new TrainingClock(
            new TrainingBudget.Time(Duration.ofSeconds(90)), Duration.ofSeconds(60), nanos::get);

    nanos.addAndGet(Duration.ofSeconds(30).toNanos() - 1);
    assertThat(clock.expired()).isFalse();
    nanos.incrementAndGet();
    assertThat(clock.expired()).isTrue();
    assertThat(clock.trained()).isEqualTo(Duration.ofSeconds(90));
    assertThat(clock.expiredAt(Duration.ofSeconds(89))).isFalse();
    assertThat(clock.used()).isEqualTo(1);
    nanos.addAndGet(Duration.ofSeconds(90).toNanos());
    assertThat(clock.used()).isEqualTo(2);
  }

  @Test
  void givenALengthInSteps_whenTimePasses_thenItIsMeasuredAndNeverUsedUp() {
    TrainingClock clock =
        new TrainingClock(new TrainingBudget.Steps(5), Duration.ofDays(2), nanos::get);

    nanos.addAndGet(Duration.ofDays(3).toNanos());
    assertThat(clock.trained()).isEqualTo(Duration.ofDays(5));
    assertThat(clock.expired()).isFalse();
    assertThat(clock.used()).isZero();
  }
}

package org.dcgan.training;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.apiguardian.api.API;

/**
 * The length of a training. The quality of a GAN depends on the number of updates of its networks,
 * so a number of steps is comparable between datasets of different size, and a number of epochs is
 * not.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface TrainingBudget {

  /**
   * Passes over the dataset.
   *
   * @param count the number of epochs, at least 1
   */
  record Epochs(int count) implements TrainingBudget {
    /** Checks the range. */
    public Epochs {
      checkArgument(count >= 1, "epochs must be at least 1, got %s", count);
    }

    @Override
    public Unit unit() {
      return Unit.EPOCHS;
    }
  }

  /**
   * Training steps, each of which takes one batch.
   *
   * @param count the number of steps, from 1 to {@link #MOST}
   */
  record Steps(long count) implements TrainingBudget {
    /** The largest number of steps, 10 to the power of 15. */
    public static final long MOST = 1_000_000_000_000_000L;

    /** Checks the range. */
    public Steps {
      checkArgument(count >= 1 && count <= MOST, "steps must be from 1 to %s, got %s", MOST, count);
    }

    @Override
    public Unit unit() {
      return Unit.STEPS;
    }
  }

  /**
   * Training time, added up over all parts of a run that is interrupted and resumed.
   *
   * @param duration the time, above 0 and at most {@link #LONGEST}
   */
  record Time(Duration duration) implements TrainingBudget {
    /** The longest training time, ten years. */
    public static final Duration LONGEST = Duration.ofDays(3650);

    /** Checks the range. */
    public Time {
      requireNonNull(duration, "duration");
      checkArgument(
          !duration.isZero() && !duration.isNegative(),
          "duration must be above 0, got %s",
          duration);
      checkArgument(
          duration.compareTo(LONGEST) <= 0,
          "duration must be at most %s, got %s",
          LONGEST,
          duration);
    }

    @Override
    public Unit unit() {
      return Unit.TIME;
    }
  }

  /** The units of a budget. */
  enum Unit {
    /** Passes over the dataset. */
    EPOCHS,
    /** Training steps. */
    STEPS,
    /** Training time. */
    TIME
  }

  /**
   * Returns the unit of this budget.
   *
   * @return the unit
   */
  Unit unit();
}

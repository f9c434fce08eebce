package org.dcgan.training;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The numbers of updates of both networks in a training. A DCGAN needs at least some thousand
 * updates, whatever the size of its dataset: the paper's training on faces makes 34,000 of each
 * network.
 *
 * @param generator the number of updates of the generator
 * @param discriminator the number of updates of the discriminator
 */
@API(status = API.Status.STABLE, since = "0.1")
public record PlannedUpdates(long generator, long discriminator) {
  /** The number of updates of the generator below which {@link #warning} warns. */
  public static final long FEW = 3_000;

  /** Checks the ranges. */
  public PlannedUpdates {
    checkArgument(
        generator >= 0 && discriminator >= 0,
        "the numbers of updates must be at least 0, got %s and %s",
        generator,
        discriminator);
  }

  /**
   * Counts the updates of the steps of a plan.
   *
   * @param plan the plan, which has the schedule
   * @param firstStep the number of steps that the model has been trained for before, at least 0
   * @param lastStep the number of the last step, at least {@code firstStep}
   * @return the updates after {@code firstStep} up to and including {@code lastStep}
   */
  public static PlannedUpdates of(TrainingPlan plan, long firstStep, long lastStep) {
    requireNonNull(plan, "plan");
    checkArgument(
        firstStep >= 0 && lastStep >= firstStep,
        "the steps must be at least 0 and not decrease, got %s to %s",
        firstStep,
        lastStep);

    long steps = lastStep - firstStep;
    long k = plan.discriminatorUpdates();
    return switch (plan.schedule()) {
      case SIMULTANEOUS -> new PlannedUpdates(steps, steps);
      case SEQUENTIAL -> new PlannedUpdates(lastStep / k - firstStep / k, steps);
      case ALTERNATING -> {
        long generator = ceilDiv(lastStep, k + 1) - ceilDiv(firstStep, k + 1);
        yield new PlannedUpdates(generator, steps - generator);
      }
    };
  }

  private static long ceilDiv(long dividend, long divisor) {
    return dividend / divisor + (dividend % divisor == 0 ? 0 : 1);
  }

  /**
   * Returns a warning if these are too few updates for good images.
   *
   * @return what is wrong and the remedy, or empty if the generator is updated at least {@link
   *     #FEW} times
   */
  public Optional<String> warning() {
    return generator >= FEW
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%,d updates of the generator are too few for good images, expected at least %,d;"
                    + " train longer, or reduce a batchSize above 16 if the length is not a number"
                    + " of steps",
                generator,
                FEW));
  }

  /** For example {@code 12,500 updates of each network}. */
  @Override
  public String toString() {
    return generator == discriminator
        ? String.format(Locale.ROOT, "%,d updates of each network", generator)
        : String.format(
            Locale.ROOT,
            "%,d updates of the generator and %,d of the discriminator",
            generator,
            discriminator);
  }
}

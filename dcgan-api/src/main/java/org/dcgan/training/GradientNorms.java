package org.dcgan.training;

import static java.util.Objects.requireNonNull;

import java.util.OptionalDouble;
import org.apiguardian.api.API;

/**
 * The norms of the gradients of one step: the Euclidean norm over all parameters of a network,
 * including weight decay, as passed to the optimizer.
 *
 * @param generator the norm of the generator's gradient; empty if the step did not update the
 *     generator or the norm was not measured
 * @param discriminator the norm of the discriminator's gradient; empty if the step did not update
 *     the discriminator or the norm was not measured
 */
@API(status = API.Status.STABLE, since = "0.1")
public record GradientNorms(OptionalDouble generator, OptionalDouble discriminator) {
  /** Checks for null. */
  public GradientNorms {
    requireNonNull(generator, "generator");
    requireNonNull(discriminator, "discriminator");
  }

  /** No norm was measured. */
  public static final GradientNorms UNKNOWN =
      new GradientNorms(OptionalDouble.empty(), OptionalDouble.empty());

  /**
   * Returns whether all measured norms are finite.
   *
   * @return false if a norm is NaN or infinite
   */
  public boolean isFinite() {
    return Double.isFinite(generator.orElse(0)) && Double.isFinite(discriminator.orElse(0));
  }
}

package org.dcgan.training;

import org.apiguardian.api.API;

/** The order in which the networks are updated. */
@API(status = API.Status.STABLE, since = "0.1")
public enum UpdateSchedule {
  /**
   * Both gradients are computed from one forward pass, then both networks are updated: one update
   * of each network per batch. The default; it has the lowest cost per pair of updates.
   *
   * <p>Only one update of the discriminator per update of the generator is possible.
   */
  SIMULTANEOUS,
  /**
   * The discriminator is updated first, then the generator with the updated discriminator and the
   * same latents: one update of each network per batch, as in most other implementations.
   *
   * <p>With k {@linkplain TrainingPlan#discriminatorUpdates updates of the discriminator} per
   * update of the generator, the discriminator is updated with every batch. The generator is also
   * updated with every k-th batch, counted over all trainings of the model, and uses the latents of
   * that batch.
   */
  SEQUENTIAL,
  /**
   * One network is updated per batch, generator and discriminator alternating and the generator
   * first, with new latents each time, as in the authors' code (faces:203-207). An epoch has half
   * the updates of the other schedules.
   *
   * <p>With k {@linkplain TrainingPlan#discriminatorUpdates updates of the discriminator} per
   * update of the generator, the batches 0, k + 1, 2 (k + 1), ..., counted over all trainings of
   * the model, update the generator and all others the discriminator: {@code n_updates % (k + 1) ==
   * 0} in the authors' code.
   */
  ALTERNATING
}

package org.dcgan.training;

/** Which network is updated when. */
public enum UpdateSchedule {
  /**
   * Both gradients are taken from one forward pass, then both networks are updated: one update of
   * each a batch. The default, and the cheapest a pair of updates.
   *
   * <p>Allows no more than one update of D for each of G's.
   */
  SIMULTANEOUS,
  /**
   * D is updated, then G through the updated D, on the same latents: one update of each a batch.
   * What most other implementations do.
   *
   * <p>With k {@linkplain TrainingPlan#discriminatorUpdates updates of D} for each of G's, D is
   * updated with every batch, and after every k-th of them (the k-th, the 2k-th... of the model's
   * life) G is too, on that one's latents.
   */
  SEQUENTIAL,
  /**
   * One update a batch, of G and of D in turn, G first; latents are fresh each time. What the
   * authors' code does (faces:203-207): an epoch has half the updates of the other schedules.
   *
   * <p>With k {@linkplain TrainingPlan#discriminatorUpdates updates of D} for each of G's, the
   * batches 0, k + 1, 2 (k + 1)... of the model's life update G, all others D: the authors' {@code
   * n_updates % (k + 1) == 0}.
   */
  ALTERNATING
}

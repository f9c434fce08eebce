package org.dcgan.training;

/** Which network is updated when. */
public enum UpdateSchedule {
  /**
   * Both gradients are taken from one forward pass, then both networks are updated: one update of
   * each a minibatch. The default, and the cheapest a pair of updates.
   */
  SIMULTANEOUS,
  /**
   * D is updated, then G through the updated D, on the same latents: one update of each a
   * minibatch. What most other implementations do.
   */
  SEQUENTIAL,
  /**
   * One update a minibatch, of G and of D in turn, G first; latents are fresh each time. What the
   * authors' code does (faces:203-207): an epoch has half the updates of the other schedules.
   */
  ALTERNATING
}

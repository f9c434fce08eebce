package org.dcgan;

import org.apiguardian.api.API;

/**
 * The images whose mean and variance batch normalization uses in a training on several machines.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum BatchNormScope {
  /**
   * All images of the plan's batch, whichever worker has them. The workers exchange two sums for
   * each normalized unit in the forward pass and two in the backward pass. The result is that of
   * one machine, up to the order of float32 sums.
   */
  GLOBAL,
  /**
   * The images of the worker's own part of the batch. It needs no exchange within the networks, but
   * the result depends on the number of workers, and parts of less than about 16 images train
   * poorly. Population statistics are averages over the workers.
   */
  WORKER
}

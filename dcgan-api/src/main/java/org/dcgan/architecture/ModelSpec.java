package org.dcgan.architecture;

import static java.util.Objects.requireNonNull;

import org.apiguardian.api.API;

/**
 * The specification of an untrained model, which determines its initial weights.
 *
 * @param architecture the layers of both networks
 * @param seed the random seed of the initial weights; any number
 */
@API(status = API.Status.STABLE, since = "0.1")
public record ModelSpec(Architecture architecture, long seed) {
  /** Checks for null. */
  public ModelSpec {
    requireNonNull(architecture, "architecture");
  }
}

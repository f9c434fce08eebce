package org.dcgan.architecture;

import static java.util.Objects.requireNonNull;

/**
 * The specification of an untrained model, which determines its initial weights.
 *
 * @param architecture the layers of both networks
 * @param seed the random seed of the initial weights; any number
 */
public record ModelSpec(Architecture architecture, long seed) {
  /** Checks for null. */
  public ModelSpec {
    requireNonNull(architecture, "architecture");
  }
}

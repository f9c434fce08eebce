package org.dcgan.architecture;

import static java.util.Objects.requireNonNull;

/**
 * What a model is before training: enough to draw the same weights again.
 *
 * @param architecture both networks
 * @param seed what the initial weights are drawn from; any number
 */
public record ModelSpec(Architecture architecture, long seed) {
  /** Refuses null. */
  public ModelSpec {
    requireNonNull(architecture, "architecture");
  }
}

package org.dcgan.examples;

import java.util.ArrayList;
import java.util.List;
import org.dcgan.latent.LatentDistribution;
import picocli.CommandLine.Option;

/** Command line option for samples from truncated latents. */
final class TruncationOptions {
  private static final String NAME = "--truncations";

  @Option(
      names = NAME,
      paramLabel = "BOUND",
      split = ",",
      description =
          "evaluate each model also with truncated latents: the largest absolute value of a"
              + " coordinate, for example 0.7,0.5")
  private List<Double> bounds = new ArrayList<>();

  /** Returns the largest absolute values of a coordinate; empty for no truncation. */
  List<Double> bounds() {
    return bounds;
  }

  /**
   * Checks the bounds before anything takes time.
   *
   * @param latents the distribution of the models' latents
   * @throws IllegalArgumentException if one of them is out of range or without effect, or occurs
   *     twice
   */
  void check(LatentDistribution latents) {
    ComparedTraining.requireDistinct(NAME, bounds);
    for (double bound : bounds) {
      TruncatedSampler.check(latents, bound);
    }
  }

  /**
   * Returns the name of samples from truncated latents.
   *
   * @param model the name of their model
   * @param bound the largest absolute value of a coordinate
   */
  static String name(String model, double bound) {
    return model + ", truncated at " + bound;
  }
}

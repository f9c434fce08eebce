package org.dcgan.examples;

import org.dcgan.training.TrainingPlan;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Command line options for the decay of the learning rate, of which at most one may be given. */
final class DecayOptions {
  @Option(
      names = "--decay",
      paramLabel = "SHARE",
      description =
          "share of the training, at its end, over which the learning rate decays linearly to 0,"
              + " from 0 to 1; with --time, the number of steps is fixed when it begins to fall"
              + " (default: by the recipe)")
  private @Nullable Double share;

  @Option(names = "--decay-epochs", description = "the decay as a number of epochs; needs --epochs")
  private @Nullable Integer epochs;

  @Option(names = "--decay-steps", description = "the decay as a number of steps; needs --steps")
  private @Nullable Long steps;

  /** Replaces the decay of a plan. */
  void apply(TrainingPlan.Builder plan) {
    plan.decay(share == null ? 0 : share)
        .decayEpochs(epochs == null ? 0 : epochs)
        .decaySteps(steps == null ? 0 : steps);
  }
}

package org.dcgan.examples;

import org.dcgan.training.AdamOptions;
import org.dcgan.training.DiscriminatorLabels;
import org.dcgan.training.InstanceNoise;
import org.dcgan.training.SentinelPolicy;
import org.dcgan.training.TrainingPlan;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Command line options for what the paper does not have, all off by default. */
final class StabilityOptions {

  @Option(
      names = "--generator-ema-decay",
      paramLabel = "DECAY",
      description =
          "keep a moving average of G's weights and sample with it, for example .999 (default:"
              + " ${DEFAULT-VALUE}, none)")
  private double generatorEmaDecay;

  @Option(
      names = "--discriminator-updates",
      paramLabel = "K",
      description =
          "updates of D for each of G; above 1 with --schedule sequential or alternating (default:"
              + " ${DEFAULT-VALUE})")
  private int discriminatorUpdates = 1;

  @Option(
      names = "--discriminator-learning-rate",
      paramLabel = "RATE",
      description = "D's own step size (default: that of --learning-rate)")
  private @Nullable Double discriminatorRate;

  @Option(
      names = "--real-label",
      description = "what D is to say of real images, for example .9 (default: ${DEFAULT-VALUE})")
  private double realLabel = DiscriminatorLabels.HARD.real();

  @Option(
      names = "--fake-label",
      description = "what D is to say of generated images (default: ${DEFAULT-VALUE})")
  private double fakeLabel = DiscriminatorLabels.HARD.fake();

  @Option(
      names = "--label-flips",
      paramLabel = "SHARE",
      description = "share of D's labels that are flipped (default: ${DEFAULT-VALUE})")
  private double flips = DiscriminatorLabels.HARD.flips();

  @Option(
      names = "--instance-noise",
      paramLabel = "DEVIATION",
      description = "noise on D's images at the beginning, for example .1 (default: none)")
  private double noise;

  @Option(
      names = "--instance-noise-epochs",
      paramLabel = "EPOCHS",
      description = "in how many epochs the noise fades (default: all)")
  private @Nullable Double noiseEpochs;

  @Option(
      names = "--on-alarm",
      paramLabel = "ACTION",
      description =
          "what to do where training goes wrong: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE}; NaN stops it where this is milder)")
  private SentinelPolicy.Action onAlarm = SentinelPolicy.Action.WARN;

  /**
   * Adds them to a plan.
   *
   * @param plan which has its epochs and optimizers
   * @param adam both networks' optimizer
   * @param epochs of the plan
   */
  void apply(TrainingPlan.Builder plan, AdamOptions adam, int epochs) {
    if (discriminatorRate != null) {
      plan.discriminatorAdam(adam.withLearningRate(discriminatorRate));
    }
    plan.sentinel(SentinelPolicy.builder().onEverything(onAlarm).build())
        .generatorEmaDecay(generatorEmaDecay)
        .discriminatorUpdates(discriminatorUpdates)
        .labels(new DiscriminatorLabels(realLabel, fakeLabel, flips))
        .instanceNoise(
            new InstanceNoise(noise, noiseEpochs != null ? noiseEpochs : Math.max(1, epochs)));
  }
}

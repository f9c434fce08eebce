package org.dcgan.examples;

import java.util.List;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.AdversarialLoss;
import org.dcgan.training.Augmentation;
import org.dcgan.training.DiscriminatorLabels;
import org.dcgan.training.InstanceNoise;
import org.dcgan.training.SentinelPolicy;
import org.dcgan.training.TrainingPlan;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Command line options for stabilization techniques that the paper does not use. Those that are not
 * given have the value of the recipe, or are off.
 */
final class StabilityOptions {

  @Option(
      names = "--generator-ema-decay",
      paramLabel = "DECAY",
      description =
          "decay of an exponential moving average of G's weights, which samples are generated with,"
              + " for example 0.999, or 0 for no average (default: by the recipe)")
  private @Nullable Double generatorEmaDecay;

  @Option(
      names = "--discriminator-ema-decay",
      paramLabel = "DECAY",
      description =
          "decay of an exponential moving average of D's weights, which features are computed with,"
              + " for example 0.999, or 0 for no average (default: ${DEFAULT-VALUE})")
  private double discriminatorEmaDecay;

  @Option(
      names = "--ema-ramp-up",
      paramLabel = "SHARE",
      description =
          "largest share of the updates so far that these averages span, for example 0.05, or 0 for"
              + " no limit (default: by the recipe)")
  private @Nullable Double emaRampUp;

  @Option(
      names = "--discriminator-updates",
      paramLabel = "K",
      description =
          "updates of D per update of G; more than 1 needs --schedule sequential or alternating"
              + " (default: ${DEFAULT-VALUE})")
  private int discriminatorUpdates = 1;

  @Option(
      names = "--discriminator-learning-rate",
      paramLabel = "RATE",
      description = "learning rate of D (default: that of --learning-rate)")
  private @Nullable Double discriminatorRate;

  @Option(
      names = "--real-label",
      description = "D's target for real images, for example 0.9 (default: ${DEFAULT-VALUE})")
  private double realLabel = DiscriminatorLabels.DEFAULT.real();

  @Option(
      names = "--fake-label",
      description = "D's target for generated images (default: ${DEFAULT-VALUE})")
  private double fakeLabel = DiscriminatorLabels.DEFAULT.fake();

  @Option(
      names = "--label-flips",
      paramLabel = "SHARE",
      description = "share of D's labels that are flipped (default: ${DEFAULT-VALUE})")
  private double flips = DiscriminatorLabels.DEFAULT.flips();

  @Option(
      names = "--instance-noise",
      paramLabel = "DEVIATION",
      description =
          "standard deviation of the noise on all images that D sees, whose values are from -1 to"
              + " 1, for example 0.1, or 0 for none (default: by the recipe)")
  private @Nullable Double noise;

  @Option(
      names = "--instance-noise-epochs",
      paramLabel = "EPOCHS",
      description = "epochs over which the noise decreases to 0 (default: it stays the same)")
  private @Nullable Double noiseEpochs;

  @Option(
      names = "--augmentation",
      paramLabel = "KIND",
      split = ",",
      description =
          "random changes of all images that D sees: NONE, or some of COLOR, TRANSLATION and CUTOUT"
              + " (DiffAugment), for example COLOR,TRANSLATION (default: by the recipe)")
  private @Nullable List<AugmentationKind> augmentation;

  @Option(names = "--loss", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private AdversarialLoss loss = AdversarialLoss.CROSS_ENTROPY;

  @Option(
      names = "--on-alarm",
      paramLabel = "ACTION",
      description =
          "reaction to signs of a failing training: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE}; NaN always stops the training at least)")
  private SentinelPolicy.Action onAlarm = SentinelPolicy.Action.WARN;

  /**
   * Adds these options to a plan.
   *
   * @param plan the builder of the plan
   * @param adam the options of both networks' optimizers
   * @param recipe the noise of the recipe
   * @throws IllegalArgumentException if a value is out of range, or if {@code
   *     --instance-noise-epochs} is given without noise
   */
  void apply(TrainingPlan.Builder plan, AdamOptions adam, InstanceNoise recipe) {
    if (discriminatorRate != null) {
      plan.discriminatorAdam(adam.toBuilder().learningRate(discriminatorRate).build());
    }
    if (generatorEmaDecay != null) {
      plan.generatorEmaDecay(generatorEmaDecay);
    }
    if (emaRampUp != null) {
      plan.emaRampUp(emaRampUp);
    }
    if (augmentation != null) {
      plan.augmentation(augmentation(augmentation));
    }
    plan.instanceNoise(noise(recipe))
        .discriminatorEmaDecay(discriminatorEmaDecay)
        .loss(loss)
        .sentinel(SentinelPolicy.builder().onEverything(onAlarm).build())
        .discriminatorUpdates(discriminatorUpdates)
        .labels(new DiscriminatorLabels(realLabel, fakeLabel, flips));
  }

  private InstanceNoise noise(InstanceNoise recipe) {
    InstanceNoise chosen = noise == null ? recipe : InstanceNoise.constant(noise);
    if (noiseEpochs == null) {
      return chosen;
    }
    if (chosen.deviation() == 0) {
      throw new IllegalArgumentException(
          "--instance-noise-epochs needs --instance-noise, for example --instance-noise=0.1");
    }
    return chosen.withEpochs(noiseEpochs);
  }

  /** The changes that {@code --augmentation} can name. */
  private enum AugmentationKind {
    NONE,
    COLOR,
    TRANSLATION,
    CUTOUT
  }

  private static Augmentation augmentation(List<AugmentationKind> kinds) {
    if (kinds.contains(AugmentationKind.NONE) && kinds.size() > 1) {
      throw new IllegalArgumentException(
          "--augmentation must be NONE, or some of COLOR, TRANSLATION and CUTOUT, got " + kinds);
    }
    Augmentation all = Augmentation.DIFF_AUGMENT;
    return new Augmentation(
        kinds.contains(AugmentationKind.COLOR),
        kinds.contains(AugmentationKind.TRANSLATION) ? all.translation() : 0,
        kinds.contains(AugmentationKind.CUTOUT) ? all.cutout() : 0);
  }
}

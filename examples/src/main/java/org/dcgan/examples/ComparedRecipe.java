package org.dcgan.examples;

import java.util.Locale;
import java.util.function.UnaryOperator;
import org.dcgan.ConvolutionChoice;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.DiscriminatorNormalization;
import org.dcgan.datasets.Dataset;
import org.dcgan.image.ImageSource;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.AdversarialLoss;
import org.dcgan.training.Augmentation;
import org.dcgan.training.DiscriminatorLabels;
import org.dcgan.training.InstanceNoise;
import org.dcgan.training.TrainingBudget;
import org.dcgan.training.TrainingPlan;

/**
 * The recommended recipe, the paper's, and others that differ from the recommended one in one
 * value.
 */
enum ComparedRecipe {
  /** {@link TrainingPlan#recommended}. */
  RECOMMENDED(plan -> plan),
  /** The paper's values. */
  PAPER(plan -> plan),
  /** Conditional on the labels of the images. */
  CONDITIONAL(plan -> plan),
  /** Conditional, with labels joined to feature maps of at most 8x8 and to latent and score. */
  CONDITIONAL_8(plan -> plan),
  /** With differentiable augmentation, whatever the number of images. */
  AUGMENTED(plan -> plan.augmentation(Augmentation.DIFF_AUGMENT)),
  /** Without augmentation, whatever the number of images. */
  NOT_AUGMENTED(plan -> plan.augmentation(Augmentation.NONE)),
  /** With spectral normalization of D instead of batch normalization. */
  SPECTRAL(DiscriminatorNormalization.SPECTRAL, plan -> plan),
  /** With the hinge loss. */
  HINGE(plan -> plan.loss(AdversarialLoss.HINGE)),
  /** With spectral normalization of D and the hinge loss. */
  SPECTRAL_HINGE(DiscriminatorNormalization.SPECTRAL, plan -> plan.loss(AdversarialLoss.HINGE)),
  /** With spectral normalization of D, the hinge loss and differentiable augmentation. */
  SPECTRAL_HINGE_AUGMENTED(
      DiscriminatorNormalization.SPECTRAL,
      plan -> plan.loss(AdversarialLoss.HINGE).augmentation(Augmentation.DIFF_AUGMENT)),
  /** With 8 images per step. */
  BATCH_8(plan -> plan.batchSize(8)),
  /** With 32 images per step. */
  BATCH_32(plan -> plan.batchSize(32)),
  /** With 64 images per step. */
  BATCH_64(plan -> plan.batchSize(64)),
  /** Without an average of G's weights. */
  NOT_AVERAGED(plan -> plan.generatorEmaDecay(0)),
  /** With an average of G's weights over about 100 steps. */
  AVERAGED_100(plan -> plan.generatorEmaDecay(0.99)),
  /** With an average of G's weights over about 10,000 steps, without the ramp-up. */
  AVERAGED_10000(plan -> plan.generatorEmaDecay(0.9999).emaRampUp(0)),
  /** With 0.9 as D's target for real images. */
  SMOOTHED(plan -> plan.labels(DiscriminatorLabels.oneSided(0.9))),
  /** Without noise on D's images. */
  NOT_NOISY(plan -> plan.instanceNoise(InstanceNoise.NONE)),
  /** With constant noise on D's images, of twice the recommended standard deviation. */
  NOISE_01(plan -> plan.instanceNoise(InstanceNoise.constant(0.1))),
  /** With noise on D's images that falls from 0.1 to 0 over the first ten epochs. */
  FADING_NOISE(plan -> plan.instanceNoise(new InstanceNoise(0.1, 10))),
  /** With twice the learning rate. */
  DOUBLE_RATE(
      plan ->
          plan.adam(
              AdamOptions.DEFAULT.toBuilder()
                  .learningRate(2 * AdamOptions.DEFAULT.learningRate())
                  .build())),
  /** With the convolutions of the library's table, whatever {@code --convolutions} says. */
  FIXED_CONVOLUTIONS(plan -> plan),
  /** With convolutions that are chosen by measurement, whatever {@code --convolutions} says. */
  MEASURED_CONVOLUTIONS(plan -> plan);

  private final DiscriminatorNormalization normalization;

  @SuppressWarnings("ImmutableEnumChecker") // a function without state
  private final UnaryOperator<TrainingPlan.Builder> change;

  ComparedRecipe(UnaryOperator<TrainingPlan.Builder> change) {
    this(DiscriminatorNormalization.BATCH, change);
  }

  ComparedRecipe(
      DiscriminatorNormalization normalization, UnaryOperator<TrainingPlan.Builder> change) {
    this.normalization = normalization;
    this.change = change;
  }

  /**
   * Returns the architecture of this recipe.
   *
   * @throws IllegalArgumentException if this recipe needs labels that the images do not have
   */
  Architecture architecture(Architecture chosen, Dataset images) {
    if (this == CONDITIONAL || this == CONDITIONAL_8) {
      Architecture conditional =
          ConditionalArchitecture.of("the recipe \"" + label() + "\"", chosen, images);
      return this == CONDITIONAL ? conditional : conditional.withLabelSide(8);
    }
    return normalization == DiscriminatorNormalization.SPECTRAL
        ? chosen.withDiscriminatorNormalization(normalization)
        : chosen;
  }

  /**
   * Returns the plan of this recipe.
   *
   * @param source the training images
   * @param budget the length of the training
   */
  TrainingPlan plan(ImageSource source, TrainingBudget budget) {
    TrainingPlan.Builder plan =
        this == PAPER
            ? TrainingPlan.builder().budget(budget)
            : TrainingPlan.recommended(source, budget).toBuilder();
    return change.apply(plan).build();
  }

  /**
   * Returns how the algorithms of this recipe's convolutions are chosen.
   *
   * @param hardware the options for the hardware
   * @throws IllegalArgumentException if this recipe sets the choice, but the hardware leaves none
   */
  ConvolutionChoice convolutions(RuntimeOptions hardware) {
    if (this != FIXED_CONVOLUTIONS && this != MEASURED_CONVOLUTIONS) {
      return hardware.convolutions();
    }
    if (hardware.precision() != Precision.FLOAT32 || hardware.device() == Device.GPU) {
      throw new IllegalArgumentException(
          "the recipe "
              + label()
              + " needs float32 on a CPU, because algorithms of convolutions are chosen there only;"
              + " add --precision float32, or leave it out of --recipes");
    }
    return this == FIXED_CONVOLUTIONS ? ConvolutionChoice.FIXED : ConvolutionChoice.MEASURED;
  }

  /** The name in lower case with hyphens, for folders and tables. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

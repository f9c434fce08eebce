package org.dcgan.examples;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.DiscriminatorNormalization;
import org.dcgan.feature.DiscriminatorWeights;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.feature.FeaturePooling;
import org.dcgan.image.ImageShape;
import org.dcgan.training.Augmentation;
import org.dcgan.training.DiscriminatorLabels;
import org.dcgan.training.InstanceNoise;
import org.dcgan.training.TrainingPlan;

/**
 * A training of a discriminator and the computation of its features, which differ from the base in
 * one thing. A variant that differs in the computation only uses the base's training.
 */
enum FeatureVariant {
  /** The paper's hyperparameters with batches of 16, and the paper's features. */
  BASE,
  /** With 8 images per step. */
  BATCH_8,
  /** With 32 images per step. */
  BATCH_32,
  /** With 128 images per step, as in the paper. */
  BATCH_128,
  /** With half as many feature maps in each layer. */
  HALF_WIDTH,
  /** With twice as many feature maps in each layer. */
  DOUBLE_WIDTH,
  /** The library's default network, of three 5x5 convolutions at 32 px, with as many features. */
  KERNEL_5X5,
  /** The paper's network for ImageNet, of six 3x3 convolutions, with as many features. */
  KERNEL_3X3,
  /** With spectral normalization of D instead of batch normalization. */
  SPECTRAL,
  /** With instance noise of standard deviation 0.1 throughout the training. */
  NOISE,
  /** With differentiable augmentation. */
  AUGMENTED,
  /** With 0.9 as D's target for real images. */
  SMOOTHED,
  /** Features with the moving average of D's weights, with a decay of 0.999. */
  AVERAGED_WEIGHTS,
  /** Population statistics from five times as many images. */
  STATISTICS_FIVEFOLD,
  /** The mean of each cell of a feature map instead of the largest value. */
  MEAN_POOLING,
  /** The feature maps of the last three convolutions only. */
  LAST_3_LAYERS;

  /** All that are usually worth their time; those of the base itself have to be left out. */
  static final List<FeatureVariant> USUAL =
      List.of(
          BATCH_8,
          BATCH_32,
          HALF_WIDTH,
          KERNEL_5X5,
          KERNEL_3X3,
          SPECTRAL,
          NOISE,
          AUGMENTED,
          AVERAGED_WEIGHTS,
          STATISTICS_FIVEFOLD,
          MEAN_POOLING,
          LAST_3_LAYERS);

  private static final int BATCH_SIZE = 16;
  private static final double AVERAGE_DECAY = 0.999;
  private static final double NOISE_DEVIATION = 0.1;

  private static final int LAST_LAYERS = 3;

  /** The number of features is proportional to the width, and is computed for this one. */
  private static final int UNIT_WIDTH = 16;

  /** Whether this uses the training of {@link #BASE}, and differs in the features only. */
  boolean sharesTraining() {
    return switch (this) {
      case AVERAGED_WEIGHTS, STATISTICS_FIVEFOLD, MEAN_POOLING, LAST_3_LAYERS -> true;
      default -> false;
    };
  }

  /**
   * Whether this is the base itself with a network, so that there is nothing to compare.
   *
   * @param architecture the architecture of this variant
   * @param base that of the base
   */
  boolean isBase(Architecture architecture, Architecture base) {
    if (sharesTraining()) {
      return this == LAST_3_LAYERS && base.discriminator().size() <= LAST_LAYERS;
    }
    Duration any = Duration.ofMinutes(1);
    return this != BASE && architecture.equals(base) && plan(any).equals(BASE.plan(any));
  }

  /**
   * Returns the architecture of both networks.
   *
   * @param model the options of the base
   * @param defaultResolution the resolution if the options name none
   */
  Architecture architecture(ModelOptions model, int defaultResolution) {
    Architecture base = model.architecture(defaultResolution);
    return switch (this) {
      case HALF_WIDTH -> model.architecture(defaultResolution, width -> Math.max(1, width / 2));
      case DOUBLE_WIDTH -> model.architecture(defaultResolution, width -> 2 * width);
      case KERNEL_5X5 -> fiveByFive(base);
      case KERNEL_3X3 -> threeByThree(base);
      case SPECTRAL -> base.withDiscriminatorNormalization(DiscriminatorNormalization.SPECTRAL);
      default -> base;
    };
  }

  private static Architecture fiveByFive(Architecture base) {
    Architecture.Builder builder =
        Architecture.builder()
            .resolution(base.image().height())
            .channels(base.image().channels())
            .latentDim(base.latentDim())
            .latentDistribution(base.latentDistribution())
            .discriminatorNormalization(base.discriminatorNormalization());
    int unit = builder.width(UNIT_WIDTH).build().featureDimension();
    return builder.width(width(base, unit)).build();
  }

  /** Whether {@link #KERNEL_3X3} exists for the images of an architecture. */
  static boolean fits3x3(Architecture base) {
    return base.image().equals(ImageShape.square(32, 3));
  }

  private Architecture threeByThree(Architecture base) {
    if (!fits3x3(base)) {
      throw new IllegalArgumentException(
          "the variant "
              + label()
              + " is a network for images of 32x32x3, got "
              + base.image()
              + "; leave it out of --variants");
    }
    int unit = Architecture.imagenet32(UNIT_WIDTH).featureDimension();
    return Architecture.imagenet32(width(base, unit))
        .withDiscriminatorNormalization(base.discriminatorNormalization());
  }

  /** The width for about as many features as the base has. */
  private static int width(Architecture base, int unit) {
    return Math.max(1, Math.round((float) base.featureDimension() * UNIT_WIDTH / unit));
  }

  /**
   * Returns the hyperparameters. All trainings keep a moving average of D's weights, so that all
   * steps have the same cost; only {@link #AVERAGED_WEIGHTS} uses it.
   *
   * @param time the time of the training
   */
  TrainingPlan plan(Duration time) {
    TrainingPlan.Builder plan =
        TrainingPlan.builder()
            .duration(time)
            .batchSize(BATCH_SIZE)
            .discriminatorEmaDecay(AVERAGE_DECAY);
    return switch (this) {
      case BATCH_8 -> plan.batchSize(8).build();
      case BATCH_32 -> plan.batchSize(32).build();
      case BATCH_128 -> plan.batchSize(128).build();
      case NOISE -> plan.instanceNoise(InstanceNoise.constant(NOISE_DEVIATION)).build();
      case AUGMENTED -> plan.augmentation(Augmentation.DIFF_AUGMENT).build();
      case SMOOTHED -> plan.labels(DiscriminatorLabels.oneSided(0.9)).build();
      default -> plan.build();
    };
  }

  /**
   * Returns how the features are computed.
   *
   * @param statistics the number of images that the base's population statistics come from
   */
  DiscriminatorFeatures features(int statistics) {
    FeatureOptions options = FeatureOptions.DEFAULT.withWeights(DiscriminatorWeights.TRAINED);
    return switch (this) {
      case AVERAGED_WEIGHTS ->
          new DiscriminatorFeatures(statistics, options.withWeights(DiscriminatorWeights.AVERAGED));
      case STATISTICS_FIVEFOLD ->
          new DiscriminatorFeatures(Math.toIntExact(statisticsImages(statistics)), options);
      case MEAN_POOLING ->
          new DiscriminatorFeatures(statistics, options.withPooling(FeaturePooling.MEAN));
      case LAST_3_LAYERS -> new DiscriminatorFeatures(statistics, options.withLayers(LAST_LAYERS));
      default -> new DiscriminatorFeatures(statistics, options);
    };
  }

  /**
   * Returns the number of images that population statistics come from.
   *
   * @param statistics the number of the base
   */
  long statisticsImages(int statistics) {
    return this == STATISTICS_FIVEFOLD ? 5L * statistics : statistics;
  }

  /** The name in lower case with hyphens, for folders and tables. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

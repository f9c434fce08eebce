package org.dcgan.training;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The values of {@link TrainingPlan#recommended}, by the number of images and the length. */
final class Recommendation {
  private static final int BATCH_SIZE = 16;
  private static final long LEAST_STEPS = 20_000;
  private static final long MOST_STEPS = 100_000;
  private static final long LEAST_STEPS_PER_EPOCH = 500;
  private static final long MOST_STEPS_PER_EPOCH = 10_000;

  /** Of so few images D sees each some hundreds of times, and memorizes them. */
  private static final int FEW_IMAGES = 10_000;

  private static final int FEW_IMAGES_OF_SHORT = 1_000;
  private static final InstanceNoise NOISE = InstanceNoise.constant(0.05);
  private static final double EMA_DECAY = 0.999;
  private static final double EMA_RAMP_UP = 0.05;
  private static final long SHORT_STEPS = 10_000;
  private static final Duration SHORT_TIME = Duration.ofMinutes(10);

  private Recommendation() {}

  static TrainingPlan forImages(int images, @Nullable TrainingBudget budget) {
    checkArgument(
        images >= 2, "a dataset for training must have at least 2 images, got %s", images);
    int batchSize = Math.min(BATCH_SIZE, images);
    long pass = images / batchSize;
    TrainingBudget length =
        budget != null
            ? budget
            : new TrainingBudget.Steps(
                Math.min(MOST_STEPS, Math.max(LEAST_STEPS, pass * TrainingPlan.DEFAULT_EPOCHS)));
    boolean isShort = isShort(length, pass);
    return TrainingPlan.builder()
        .budget(length)
        .batchSize(batchSize)
        .stepsPerEpoch(length instanceof TrainingBudget.Epochs ? 0 : stepsPerEpoch(pass))
        .augmentation(
            images < (isShort ? FEW_IMAGES_OF_SHORT : FEW_IMAGES)
                ? Augmentation.DIFF_AUGMENT
                : Augmentation.NONE)
        .instanceNoise(isShort ? InstanceNoise.NONE : NOISE)
        .generatorEmaDecay(EMA_DECAY)
        .emaRampUp(EMA_RAMP_UP)
        .build();
  }

  /** 0 for a pass over the dataset, or a number of steps if a pass is very short or very long. */
  private static long stepsPerEpoch(long pass) {
    if (pass < LEAST_STEPS_PER_EPOCH) {
      return (LEAST_STEPS_PER_EPOCH + pass - 1) / pass * pass;
    }
    return pass > MOST_STEPS_PER_EPOCH ? MOST_STEPS_PER_EPOCH : 0;
  }

  private static boolean isShort(TrainingBudget length, long pass) {
    if (length instanceof TrainingBudget.Time time) {
      return time.duration().compareTo(SHORT_TIME) < 0;
    }
    long steps =
        length instanceof TrainingBudget.Epochs epochs
            ? epochs.count() * pass
            : ((TrainingBudget.Steps) length).count();
    return steps < SHORT_STEPS;
  }
}

package org.dcgan.examples;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.dcgan.image.ImageSource;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.EpochOrder;
import org.dcgan.training.ResumableChange;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command line options for the hyperparameters of a training. */
final class TrainingOptions {
  /** The number of shards that are shuffled together. */
  private static final int SHARD_GROUP = 16;

  @Option(
      names = "--recipe",
      description =
          "values of all options below that are not given: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE}, which is chosen by the number of images and makes better"
              + " images in the same time than the paper's values)")
  private TrainingRecipe recipe = TrainingRecipe.RECOMMENDED;

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private @Nullable LengthOptions length;

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private @Nullable DecayOptions decay;

  @Option(
      names = "--steps-per-epoch",
      description =
          "steps that count as an epoch, after which samples and a checkpoint are written; 0 for"
              + " one pass over the images (default: by the recipe)")
  private @Nullable Long stepsPerEpoch;

  @Option(names = "--batch-size", description = "images per step (default: by the recipe)")
  private @Nullable Integer batchSize;

  @Option(
      names = "--schedule",
      description =
          "order of the updates of D and G: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private UpdateSchedule schedule = UpdateSchedule.SIMULTANEOUS;

  @Option(
      names = "--shards",
      paramLabel = "N",
      description =
          "read the images in shards of N neighbors: for datasets larger than memory on disks with"
              + " slow random access (default: all images are shuffled)")
  private @Nullable Integer shards;

  @Option(
      names = "--learning-rate",
      description = "Adam's learning rate (default: ${DEFAULT-VALUE})")
  private double learningRate = AdamOptions.DEFAULT.learningRate();

  @Option(names = "--l2", description = "weight decay (default: ${DEFAULT-VALUE})")
  private double l2 = AdamOptions.DEFAULT.l2();

  @Option(names = "--seed", description = "random seed (default: ${DEFAULT-VALUE})")
  private long seed = TrainingPlan.DEFAULT_SEED;

  @Option(
      names = "--allow-on-resume",
      paramLabel = "CHANGE",
      split = ",",
      description =
          "settings that may differ from those of the run that is resumed, besides its length:"
              + " ${COMPLETION-CANDIDATES}")
  private List<ResumableChange> allowed = new ArrayList<>();

  @Mixin private StabilityOptions stability = new StabilityOptions();

  /** Returns the random seed. */
  long seed() {
    return seed;
  }

  /**
   * Returns a plan with these hyperparameters.
   *
   * @param checkpoints the folder for checkpoints
   * @param source the training images
   * @throws IllegalArgumentException if a value is out of range
   */
  TrainingPlan plan(Path checkpoints, ImageSource source) {
    Set<ResumableChange> changes = EnumSet.of(ResumableChange.EPOCHS);
    changes.addAll(allowed);
    AdamOptions adam = AdamOptions.DEFAULT.toBuilder().learningRate(learningRate).l2(l2).build();
    TrainingPlan chosen = recipe.plan(source, length == null ? null : length.budget());
    TrainingPlan.Builder plan =
        chosen.toBuilder()
            .schedule(schedule)
            .order(shards == null ? EpochOrder.SHUFFLED : EpochOrder.sharded(shards, SHARD_GROUP))
            .adam(adam)
            .seed(seed)
            .checkpoints(checkpoints)
            .allowOnResume(changes.toArray(ResumableChange[]::new));
    if (decay != null) {
      decay.apply(plan);
    }
    if (stepsPerEpoch != null) {
      plan.stepsPerEpoch(stepsPerEpoch);
    }
    if (batchSize != null) {
      plan.batchSize(batchSize);
    }
    stability.apply(plan, adam, chosen.instanceNoise());
    return plan.build();
  }
}

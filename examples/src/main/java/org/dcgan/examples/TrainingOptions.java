package org.dcgan.examples;

import java.nio.file.Path;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.EpochOrder;
import org.dcgan.training.ResumableChange;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command line options for the hyperparameters of a training. */
final class TrainingOptions {
  /** The number of shards that are shuffled together. */
  private static final int SHARD_GROUP = 16;

  @Option(names = "--epochs", description = "epochs over the images (default: ${DEFAULT-VALUE})")
  private int epochs = TrainingPlan.DEFAULT_EPOCHS;

  @Option(
      names = "--decay-epochs",
      description =
          "number of epochs, at the end, over which the learning rate decays linearly to 0"
              + " (default: ${DEFAULT-VALUE})")
  private int decayEpochs;

  @Option(names = "--batch-size", description = "images per step (default: ${DEFAULT-VALUE})")
  private int batchSize = TrainingPlan.DEFAULT_BATCH_SIZE;

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

  @Mixin private StabilityOptions stability = new StabilityOptions();

  /**
   * Returns a plan with these hyperparameters.
   *
   * @param checkpoints the folder for checkpoints
   * @throws IllegalArgumentException if a value is out of range
   */
  TrainingPlan plan(Path checkpoints) {
    AdamOptions adam = AdamOptions.DEFAULT.toBuilder().learningRate(learningRate).l2(l2).build();
    TrainingPlan.Builder plan =
        TrainingPlan.builder()
            .epochs(epochs)
            .decayEpochs(decayEpochs)
            .batchSize(batchSize)
            .schedule(schedule)
            .order(shards == null ? EpochOrder.SHUFFLED : EpochOrder.sharded(shards, SHARD_GROUP))
            .adam(adam)
            .seed(seed)
            .checkpoints(checkpoints)
            .allowOnResume(ResumableChange.EPOCHS);
    stability.apply(plan, adam, epochs);
    return plan.build();
  }
}

package org.dcgan.training;

import static java.util.Objects.requireNonNull;

import com.google.common.base.MoreObjects;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dcgan.internal.Problems;
import org.jspecify.annotations.Nullable;

/**
 * The hyperparameters and options of a training. Immutable; plans with equal settings are equal.
 * Everything has the paper's value by default. What stops a training early is not part of its plan:
 * see {@link StopSignal}.
 *
 * <pre>{@code
 * TrainingPlan plan = TrainingPlan.builder().epochs(10).checkpoints(Path.of("run")).build();
 * }</pre>
 */
public final class TrainingPlan {
  /** The faces model's (authors' code, faces:36-124). */
  public static final int DEFAULT_EPOCHS = 25;

  /** Paper, section 4. */
  public static final int DEFAULT_BATCH_SIZE = 128;

  /** Enough for an 8x8 grid of samples. */
  public static final int DEFAULT_SAMPLES = 64;

  /** The authors' one seed (lib/rng.py:5). */
  public static final long DEFAULT_SEED = 42;

  private final int epochs;
  private final int decayEpochs;
  private final int batchSize;
  private final int samplesPerEpoch;
  private final long seed;
  private final UpdateSchedule schedule;
  private final EpochOrder order;
  private final AdamOptions generatorAdam;
  private final AdamOptions discriminatorAdam;
  private final int discriminatorUpdates;
  private final DiscriminatorLabels labels;
  private final InstanceNoise instanceNoise;
  private final double generatorEmaDecay;
  private final SentinelPolicy sentinel;
  private final @Nullable CheckpointPolicy checkpoints;
  private final Set<ResumableChange> allowOnResume;

  private TrainingPlan(Builder builder) {
    this.epochs = builder.epochs;
    this.decayEpochs = builder.decayEpochs;
    this.batchSize = builder.batchSize;
    this.samplesPerEpoch = builder.samplesPerEpoch;
    this.seed = builder.seed;
    this.schedule = builder.schedule;
    this.order = builder.order;
    this.generatorAdam = builder.generatorAdam;
    this.discriminatorAdam = builder.discriminatorAdam;
    this.discriminatorUpdates = builder.discriminatorUpdates;
    this.labels = builder.labels;
    this.instanceNoise = builder.instanceNoise;
    this.generatorEmaDecay = builder.generatorEmaDecay;
    this.sentinel = builder.sentinel;
    this.checkpoints = builder.checkpoints;
    this.allowOnResume = Set.copyOf(builder.allowOnResume);
  }

  /**
   * Starts a plan.
   *
   * @return a builder with the paper's values
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Starts a plan from this one.
   *
   * @return a builder with this plan's values
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.epochs = epochs;
    builder.decayEpochs = decayEpochs;
    builder.batchSize = batchSize;
    builder.samplesPerEpoch = samplesPerEpoch;
    builder.seed = seed;
    builder.schedule = schedule;
    builder.order = order;
    builder.generatorAdam = generatorAdam;
    builder.discriminatorAdam = discriminatorAdam;
    builder.discriminatorUpdates = discriminatorUpdates;
    builder.labels = labels;
    builder.instanceNoise = instanceNoise;
    builder.generatorEmaDecay = generatorEmaDecay;
    builder.sentinel = sentinel;
    builder.checkpoints = checkpoints;
    builder.allowOnResume = allowOnResume;
    return builder;
  }

  /**
   * Passes over the dataset.
   *
   * @return at least 1
   */
  public int epochs() {
    return epochs;
  }

  /**
   * How many of the epochs, at the end, bring the learning rate down to 0 in a straight line.
   *
   * @return 0 to {@link #epochs}
   */
  public int decayEpochs() {
    return decayEpochs;
  }

  /**
   * Real images a step, and as many generated ones.
   *
   * @return at least 2
   */
  public int batchSize() {
    return batchSize;
  }

  /**
   * Images in {@link TrainingEvent.EpochEnd#samples}.
   *
   * @return at least 1
   */
  public int samplesPerEpoch() {
    return samplesPerEpoch;
  }

  /**
   * What latents and the order of images are drawn from.
   *
   * @return any number
   */
  public long seed() {
    return seed;
  }

  /**
   * Which network is updated when.
   *
   * @return the schedule
   */
  public UpdateSchedule schedule() {
    return schedule;
  }

  /**
   * In which order an epoch goes through the images.
   *
   * @return shuffled by default
   */
  public EpochOrder order() {
    return order;
  }

  /**
   * G's optimizer.
   *
   * @return its options
   */
  public AdamOptions generatorAdam() {
    return generatorAdam;
  }

  /**
   * D's optimizer.
   *
   * @return its options
   */
  public AdamOptions discriminatorAdam() {
    return discriminatorAdam;
  }

  /**
   * D's updates for each of G's.
   *
   * @return at least 1
   */
  public int discriminatorUpdates() {
    return discriminatorUpdates;
  }

  /**
   * What D is taught to say.
   *
   * @return its labels
   */
  public DiscriminatorLabels labels() {
    return labels;
  }

  /**
   * Noise on what D sees.
   *
   * @return how much, for how long
   */
  public InstanceNoise instanceNoise() {
    return instanceNoise;
  }

  /**
   * How slowly the moving average of G's weights forgets.
   *
   * @return the decay an update of G, [0, 1); 0 for no average
   */
  public double generatorEmaDecay() {
    return generatorEmaDecay;
  }

  /**
   * What the training is watched for.
   *
   * @return limits and actions
   */
  public SentinelPolicy sentinel() {
    return sentinel;
  }

  /**
   * When and where the run is written down.
   *
   * @return the policy, if the plan has one
   */
  public Optional<CheckpointPolicy> checkpoints() {
    return Optional.ofNullable(checkpoints);
  }

  /**
   * What may differ from the run that this plan resumes.
   *
   * @return nothing, by default
   */
  public Set<ResumableChange> allowOnResume() {
    return allowOnResume;
  }

  private List<@Nullable Object> values() {
    return Arrays.asList(
        epochs,
        decayEpochs,
        batchSize,
        samplesPerEpoch,
        seed,
        schedule,
        order,
        generatorAdam,
        discriminatorAdam,
        discriminatorUpdates,
        labels,
        instanceNoise,
        generatorEmaDecay,
        sentinel,
        checkpoints,
        allowOnResume);
  }

  /**
   * Compares all settings.
   *
   * @param other another plan
   * @return whether it is a plan with the same settings
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TrainingPlan plan && values().equals(plan.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  /** All settings, for example {@code TrainingPlan{epochs=25, decayEpochs=0, batch=128, ...}}. */
  @Override
  public String toString() {
    return MoreObjects.toStringHelper(this)
        .add("epochs", epochs)
        .add("decayEpochs", decayEpochs)
        .add("batchSize", batchSize)
        .add("samplesPerEpoch", samplesPerEpoch)
        .add("seed", seed)
        .add("schedule", schedule)
        .add("order", order)
        .add("generatorAdam", generatorAdam)
        .add("discriminatorAdam", discriminatorAdam)
        .add("discriminatorUpdates", discriminatorUpdates)
        .add("labels", labels)
        .add("instanceNoise", instanceNoise)
        .add("generatorEmaDecay", generatorEmaDecay)
        .add("sentinel", sentinel)
        .add("checkpoints", checkpoints == null ? "none" : checkpoints)
        .add("allowOnResume", allowOnResume)
        .toString();
  }

  /** Makes a {@link TrainingPlan}; everything is optional. */
  public static final class Builder {
    private int epochs = DEFAULT_EPOCHS;
    private int decayEpochs;
    private int batchSize = DEFAULT_BATCH_SIZE;
    private int samplesPerEpoch = DEFAULT_SAMPLES;
    private long seed = DEFAULT_SEED;
    private UpdateSchedule schedule = UpdateSchedule.SIMULTANEOUS;
    private EpochOrder order = EpochOrder.SHUFFLED;
    private AdamOptions generatorAdam = AdamOptions.PAPER;
    private AdamOptions discriminatorAdam = AdamOptions.PAPER;
    private int discriminatorUpdates = 1;
    private DiscriminatorLabels labels = DiscriminatorLabels.HARD;
    private InstanceNoise instanceNoise = InstanceNoise.NONE;
    private double generatorEmaDecay;
    private SentinelPolicy sentinel = SentinelPolicy.DEFAULT;
    private @Nullable CheckpointPolicy checkpoints;
    private Set<ResumableChange> allowOnResume = EnumSet.noneOf(ResumableChange.class);

    private Builder() {}

    /**
     * Sets the passes over the dataset.
     *
     * @param epochs at least 1; {@value #DEFAULT_EPOCHS} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder epochs(int epochs) {
      this.epochs = epochs;
      return this;
    }

    /**
     * Lets the learning rate fall to 0 in a straight line over the last epochs (authors' code,
     * mnist:226-228).
     *
     * @param decayEpochs 0 to the number of epochs; 0 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder decayEpochs(int decayEpochs) {
      this.decayEpochs = decayEpochs;
      return this;
    }

    /**
     * Sets the real images a step.
     *
     * @param batchSize at least 2, since batch normalization needs company; {@value
     *     #DEFAULT_BATCH_SIZE} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder batchSize(int batchSize) {
      this.batchSize = batchSize;
      return this;
    }

    /**
     * Sets how many images are sampled after each epoch.
     *
     * @param samplesPerEpoch at least 1; {@value #DEFAULT_SAMPLES} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder samplesPerEpoch(int samplesPerEpoch) {
      this.samplesPerEpoch = samplesPerEpoch;
      return this;
    }

    /**
     * Sets what latents and the order of images are drawn from.
     *
     * @param seed any number; {@value #DEFAULT_SEED} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Sets which network is updated when.
     *
     * @param schedule simultaneous by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder schedule(UpdateSchedule schedule) {
      this.schedule = requireNonNull(schedule, "schedule");
      return this;
    }

    /**
     * Sets in which order an epoch goes through the images.
     *
     * @param order {@link EpochOrder#SHUFFLED} by default; {@link EpochOrder#sharded} for sets that
     *     are larger than memory on a disk that dislikes to seek
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder order(EpochOrder order) {
      this.order = requireNonNull(order, "order");
      return this;
    }

    /**
     * Sets both optimizers.
     *
     * @param adam {@link AdamOptions#PAPER} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder adam(AdamOptions adam) {
      this.generatorAdam = requireNonNull(adam, "adam");
      this.discriminatorAdam = requireNonNull(adam, "adam");
      return this;
    }

    /**
     * Sets G's optimizer. One of its own for each network, with different learning rates, is the
     * two time-scale update rule (Heusel et al., 2017).
     *
     * @param adam {@link AdamOptions#PAPER} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder generatorAdam(AdamOptions adam) {
      this.generatorAdam = requireNonNull(adam, "adam");
      return this;
    }

    /**
     * Sets D's optimizer.
     *
     * @param adam {@link AdamOptions#PAPER} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder discriminatorAdam(AdamOptions adam) {
      this.discriminatorAdam = requireNonNull(adam, "adam");
      return this;
    }

    /**
     * Updates D several times for each update of G, as {@link UpdateSchedule} says of each
     * schedule; the simultaneous one allows 1 only. The authors' {@code k} (faces:203-207), who
     * have it at 1.
     *
     * @param updates at least 1, the default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder discriminatorUpdates(int updates) {
      this.discriminatorUpdates = updates;
      return this;
    }

    /**
     * Sets what D is taught to say.
     *
     * @param labels {@link DiscriminatorLabels#HARD} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder labels(DiscriminatorLabels labels) {
      this.labels = requireNonNull(labels, "labels");
      return this;
    }

    /**
     * Adds noise to what D sees.
     *
     * @param noise {@link InstanceNoise#NONE} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder instanceNoise(InstanceNoise noise) {
      this.instanceNoise = requireNonNull(noise, "noise");
      return this;
    }

    /**
     * Keeps a moving average of G's weights beside them (Karras et al., 2018, appendix A.1; Yazici
     * et al., 2019): after each update of G, weights of {@code age} updates ago count in proportion
     * to {@code decay^age}. Training does not see it. Sampling does by default, see {@link
     * org.dcgan.GeneratorWeights}, with population statistics gathered for it. A training without
     * it drops the average of an earlier one.
     *
     * @param decay in [0, 1); 0, the default, for none; .999 averages over some thousand updates
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder generatorEmaDecay(double decay) {
      this.generatorEmaDecay = decay;
      return this;
    }

    /**
     * Sets what the training is watched for, and what is done about it. Rolling back needs
     * checkpoints.
     *
     * @param policy {@link SentinelPolicy#DEFAULT} by default: warnings, and a stop at NaN
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder sentinel(SentinelPolicy policy) {
      this.sentinel = requireNonNull(policy, "policy");
      return this;
    }

    /**
     * Writes a checkpoint into a folder after every epoch, and resumes from the newest one there:
     * the same program, started again, goes on where it was to the same bits.
     *
     * @param directory a folder of the run's own; made where it is missing
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder checkpoints(Path directory) {
      requireNonNull(directory, "directory");

      return checkpoints(CheckpointPolicy.in(directory));
    }

    /**
     * Writes checkpoints by a policy, and resumes from the newest one in its folder.
     *
     * @param policy there are no checkpoints by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder checkpoints(CheckpointPolicy policy) {
      this.checkpoints = requireNonNull(policy, "policy");
      return this;
    }

    /**
     * Lets a run be resumed by a plan that differs from the one that it was started with. Listeners
     * may always differ; anything not named here makes {@link org.dcgan.Dcgan#train} refuse.
     *
     * @param changes what may differ
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder allowOnResume(ResumableChange... changes) {
      requireNonNull(changes, "changes");

      for (ResumableChange change : changes) {
        requireNonNull(change, "changes");
      }
      this.allowOnResume = Set.copyOf(Arrays.asList(changes));
      return this;
    }

    /**
     * Makes the plan.
     *
     * @return the plan
     * @throws IllegalArgumentException if anything is out of range; the message lists all of it
     */
    public TrainingPlan build() {
      new Problems()
          .require(epochs >= 1, "epochs must be at least 1, got %d", epochs)
          .require(
              decayEpochs >= 0 && decayEpochs <= Math.max(0, epochs),
              "decayEpochs must be from 0 to the number of epochs (%d), got %d",
              epochs,
              decayEpochs)
          .require(
              batchSize >= 2,
              "batchSize must be at least 2, since batch normalization needs company, got %d",
              batchSize)
          .require(
              samplesPerEpoch >= 1, "samplesPerEpoch must be at least 1, got %d", samplesPerEpoch)
          .require(
              discriminatorUpdates >= 1,
              "discriminatorUpdates must be at least 1, got %d",
              discriminatorUpdates)
          .require(
              discriminatorUpdates <= 1 || schedule != UpdateSchedule.SIMULTANEOUS,
              "discriminatorUpdates must be 1 with the simultaneous schedule, which takes both"
                  + " gradients from one forward pass, got %d; choose the sequential or the"
                  + " alternating one",
              discriminatorUpdates)
          .require(
              generatorEmaDecay >= 0 && generatorEmaDecay < 1,
              "generatorEmaDecay must be in [0, 1), or 0 for none, got %s",
              generatorEmaDecay)
          .require(
              checkpoints != null || !sentinel.rollsBack(),
              "the sentinel can only roll back to checkpoints, and there are none: name a folder"
                  + " for them, or choose another action than ROLL_BACK")
          .throwIfAny("this training plan cannot be carried out");
      return new TrainingPlan(this);
    }
  }
}

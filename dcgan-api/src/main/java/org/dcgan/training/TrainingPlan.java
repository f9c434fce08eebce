package org.dcgan.training;

import static java.util.Objects.requireNonNull;

import com.google.common.base.MoreObjects;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apiguardian.api.API;
import org.dcgan.image.ImageSource;
import org.dcgan.internal.Problems;
import org.jspecify.annotations.Nullable;

/**
 * The hyperparameters and options of a training. Immutable; plans with equal settings are equal.
 * Settings have the paper's values by default. A signal that stops the training early is not part
 * of the plan, see {@link StopSignal}.
 *
 * <pre>{@code
 * TrainingPlan plan = TrainingPlan.builder().epochs(10).checkpoints(Path.of("run")).build();
 * }</pre>
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class TrainingPlan {
  /** The number of epochs of the faces model (authors' code, faces:36-124). */
  public static final int DEFAULT_EPOCHS = 25;

  /** The batch size of the paper (section 4). */
  public static final int DEFAULT_BATCH_SIZE = 128;

  /** The number of images of an 8x8 grid. */
  public static final int DEFAULT_SAMPLES_PER_EPOCH = 64;

  /** The random seed of the authors' code (lib/rng.py:5). */
  public static final long DEFAULT_SEED = 42;

  /** The paper's values, without checkpoints. */
  public static final TrainingPlan DEFAULT = builder().build();

  private final int epochs;
  private final long steps;
  private final Duration duration;
  private final int decayEpochs;
  private final long decaySteps;
  private final double decay;
  private final long stepsPerEpoch;
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
  private final Augmentation augmentation;
  private final AdversarialLoss loss;
  private final double generatorEmaDecay;
  private final double discriminatorEmaDecay;
  private final double emaRampUp;
  private final SentinelPolicy sentinel;
  private final @Nullable CheckpointPolicy checkpoints;
  private final Set<ResumableChange> allowOnResume;

  private TrainingPlan(Builder builder) {
    this.epochs = builder.unit == TrainingBudget.Unit.EPOCHS ? builder.epochs : 0;
    this.steps = builder.unit == TrainingBudget.Unit.STEPS ? builder.steps : 0;
    this.duration = builder.unit == TrainingBudget.Unit.TIME ? builder.duration : Duration.ZERO;
    this.decayEpochs = builder.decayEpochs;
    this.decaySteps = builder.decaySteps;
    this.decay = builder.decay;
    this.stepsPerEpoch = builder.stepsPerEpoch;
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
    this.augmentation = builder.augmentation;
    this.loss = builder.loss;
    this.generatorEmaDecay = builder.generatorEmaDecay;
    this.discriminatorEmaDecay = builder.discriminatorEmaDecay;
    this.emaRampUp = builder.emaRampUp;
    this.sentinel = builder.sentinel;
    this.checkpoints = builder.checkpoints;
    this.allowOnResume = Set.copyOf(builder.allowOnResume);
  }

  /**
   * Returns the recommended plan for a dataset: more updates with smaller batches than in the
   * paper, an average of the generator's weights, noise on the discriminator's images, and
   * augmentation of small datasets. The length is 25 epochs, but at least 20,000 and at most
   * 100,000 steps.
   *
   * @param source the images, of which only the number matters
   * @return the plan
   * @throws IllegalArgumentException if there are fewer than two images
   * @see #recommended(ImageSource, TrainingBudget)
   */
  public static TrainingPlan recommended(ImageSource source) {
    requireNonNull(source, "source");

    return Recommendation.forImages(source.size(), null);
  }

  /**
   * Returns the recommended plan for a dataset and a length. It differs from the paper's values in:
   *
   * <ul>
   *   <li>{@link #batchSize}: 16, or all images of a smaller dataset; in the same time this makes
   *       several times as many updates
   *   <li>{@link #generatorEmaDecay}: 0.999, with an {@link #emaRampUp} of 0.05, so that the
   *       average of a short training, and of the beginning of a long one, spans fewer updates
   *   <li>{@link #augmentation}: {@link Augmentation#DIFF_AUGMENT} for fewer than 10,000 images, or
   *       than 1,000 if the training is shorter than 10,000 steps or 10 minutes; it made samples of
   *       short trainings on more images much worse
   *   <li>{@link #instanceNoise}: constant, with a standard deviation of 0.05, without which
   *       samples of long trainings became worse again; none if the training is shorter than 10,000
   *       steps or 10 minutes
   *   <li>{@link #stepsPerEpoch}: from 500 to 10,000, if one pass over the dataset has fewer or
   *       more steps and the length is not a number of epochs
   * </ul>
   *
   * <p>All other settings are the paper's; the learning rate does not decay, because the average
   * reduces the fluctuation of the images, too. docs/guide/tuning.md has the measurements.
   *
   * <pre>{@code
   * TrainingPlan plan =
   *     TrainingPlan.recommended(faces, new TrainingBudget.Time(Duration.ofMinutes(90))).toBuilder()
   *         .checkpoints(Path.of("run"))
   *         .build();
   * }</pre>
   *
   * @param source the images, of which only the number matters
   * @param budget the length of the training
   * @return the plan
   * @throws IllegalArgumentException if there are fewer than two images
   */
  public static TrainingPlan recommended(ImageSource source, TrainingBudget budget) {
    requireNonNull(source, "source");
    requireNonNull(budget, "budget");

    return Recommendation.forImages(source.size(), budget);
  }

  /**
   * Returns the plan that the authors trained the conditional MNIST model with (authors' code,
   * mnist/train_cond_dcgan.py:25-46,202-228): batches of 128, one network updated for each batch, a
   * learning rate of 0.0002 for 100 epochs that decays linearly to 0 in 100 further epochs, beta1 =
   * 0.5, and a weight decay of 2.5e-5. After each epoch, 200 samples are generated: 20 for each of
   * the 10 digits.
   *
   * @return the plan for {@link org.dcgan.architecture.Architecture#mnistConditional()}, without
   *     checkpoints
   */
  public static TrainingPlan mnistConditional() {
    return builder()
        .epochs(200)
        .decayEpochs(100)
        .batchSize(128)
        .samplesPerEpoch(200)
        .schedule(UpdateSchedule.ALTERNATING)
        .adam(AdamOptions.builder().l2(2.5e-5).build())
        .build();
  }

  /**
   * Starts the configuration of a plan.
   *
   * @return a builder with the settings of {@link #DEFAULT}
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns a builder for changed copies of this plan.
   *
   * @return a builder with the settings of this plan
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.epochs = epochs;
    builder.steps = steps;
    builder.duration = duration;
    builder.unit = budget().unit();
    builder.decayEpochs = decayEpochs;
    builder.decaySteps = decaySteps;
    builder.decay = decay;
    builder.stepsPerEpoch = stepsPerEpoch;
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
    builder.augmentation = augmentation;
    builder.loss = loss;
    builder.generatorEmaDecay = generatorEmaDecay;
    builder.discriminatorEmaDecay = discriminatorEmaDecay;
    builder.emaRampUp = emaRampUp;
    builder.sentinel = sentinel;
    builder.checkpoints = checkpoints;
    builder.allowOnResume = allowOnResume;
    return builder;
  }

  /**
   * Returns what ends the training: a number of epochs, a number of steps, or a duration.
   *
   * @return the budget
   */
  public TrainingBudget budget() {
    if (steps > 0) {
      return new TrainingBudget.Steps(steps);
    }
    return duration.isZero()
        ? new TrainingBudget.Epochs(epochs)
        : new TrainingBudget.Time(duration);
  }

  /**
   * Returns the number of passes over the dataset.
   *
   * @return at least 1, or 0 if the {@link #budget} is not a number of epochs
   */
  public int epochs() {
    return epochs;
  }

  /**
   * Returns the number of steps.
   *
   * @return at least 1, or 0 if the {@link #budget} is not a number of steps
   */
  public long steps() {
    return steps;
  }

  /**
   * Returns the training time.
   *
   * @return the time, or zero if the {@link #budget} is not a duration
   */
  public Duration duration() {
    return duration;
  }

  /**
   * Returns the number of last epochs in which the learning rate decays linearly to 0.
   *
   * @return 0 to {@link #epochs}
   */
  public int decayEpochs() {
    return decayEpochs;
  }

  /**
   * Returns the number of last steps in which the learning rate decays linearly to 0.
   *
   * @return 0 to {@link #steps}
   */
  public long decaySteps() {
    return decaySteps;
  }

  /**
   * Returns the share of the training, at its end, over which the learning rate decays linearly to
   * 0.
   *
   * @return 0 to 1; 0 if {@link #decayEpochs} or {@link #decaySteps} is above 0
   */
  public double decay() {
    return decay;
  }

  /**
   * Returns the number of steps that events, samples and checkpoints count as an epoch.
   *
   * @return at least 1, or 0 for one pass over the dataset
   */
  public long stepsPerEpoch() {
    return stepsPerEpoch;
  }

  /**
   * Returns the number of steps of an epoch of a dataset.
   *
   * @param images the number of images of the dataset, at least {@link #batchSize}
   * @return {@link #stepsPerEpoch}, or if it is 0, the number of whole batches of the dataset
   * @throws IllegalArgumentException if the dataset has less than one batch of images
   */
  public long stepsPerEpoch(int images) {
    if (images < batchSize) {
      throw new IllegalArgumentException(
          "images must be at least the batchSize, " + batchSize + ", got " + images);
    }
    return stepsPerEpoch > 0 ? stepsPerEpoch : images / batchSize;
  }

  /**
   * Returns the number of steps of a training on a dataset.
   *
   * @param images the number of images of the dataset, at least {@link #batchSize}
   * @return the number, or empty if the {@link #budget} is a duration
   * @throws IllegalArgumentException if the dataset has less than one batch of images
   */
  public OptionalLong totalSteps(int images) {
    long epoch = stepsPerEpoch(images);
    if (steps > 0) {
      return OptionalLong.of(steps);
    }
    return duration.isZero() ? OptionalLong.of(epoch * epochs) : OptionalLong.empty();
  }

  /**
   * Returns the number of real images per step; the number of generated images is the same.
   *
   * @return at least 2
   */
  public int batchSize() {
    return batchSize;
  }

  /**
   * Returns the number of images in {@link TrainingEvent.EpochEnd#samples}.
   *
   * @return at least 1
   */
  public int samplesPerEpoch() {
    return samplesPerEpoch;
  }

  /**
   * Returns the random seed of latents, of the order of images and of noise.
   *
   * @return any number
   */
  public long seed() {
    return seed;
  }

  /**
   * Returns the order in which the networks are updated.
   *
   * @return the schedule
   */
  public UpdateSchedule schedule() {
    return schedule;
  }

  /**
   * Returns the order in which an epoch visits the images.
   *
   * @return the order
   */
  public EpochOrder order() {
    return order;
  }

  /**
   * Returns the hyperparameters of the generator's optimizer.
   *
   * @return the hyperparameters
   */
  public AdamOptions generatorAdam() {
    return generatorAdam;
  }

  /**
   * Returns the hyperparameters of the discriminator's optimizer.
   *
   * @return the hyperparameters
   */
  public AdamOptions discriminatorAdam() {
    return discriminatorAdam;
  }

  /**
   * Returns the number of discriminator updates per generator update.
   *
   * @return at least 1
   */
  public int discriminatorUpdates() {
    return discriminatorUpdates;
  }

  /**
   * Returns the target labels of the discriminator.
   *
   * @return the labels
   */
  public DiscriminatorLabels labels() {
    return labels;
  }

  /**
   * Returns the noise that is added to the discriminator's input images.
   *
   * @return the noise and its decay
   */
  public InstanceNoise instanceNoise() {
    return instanceNoise;
  }

  /**
   * Returns the random changes that are made to the discriminator's input images.
   *
   * @return the changes
   */
  public Augmentation augmentation() {
    return augmentation;
  }

  /**
   * Returns the loss that both networks are trained with.
   *
   * @return the loss
   */
  public AdversarialLoss loss() {
    return loss;
  }

  /**
   * Returns the decay of the exponential moving average of the generator's weights.
   *
   * @return the decay per generator update, in [0, 1); 0 if there is no average
   */
  public double generatorEmaDecay() {
    return generatorEmaDecay;
  }

  /**
   * Returns the decay of the exponential moving average of the discriminator's weights.
   *
   * @return the decay per discriminator update, in [0, 1); 0 if there is no average
   */
  public double discriminatorEmaDecay() {
    return discriminatorEmaDecay;
  }

  /**
   * Returns the largest share of a training so far that a moving average of weights spans.
   *
   * @return the share of the updates, in [0, 1]; 0 if the averages span as many updates as their
   *     decays say from the beginning
   */
  public double emaRampUp() {
    return emaRampUp;
  }

  /**
   * Returns the problems that the training is monitored for.
   *
   * @return the policy
   */
  public SentinelPolicy sentinel() {
    return sentinel;
  }

  /**
   * Returns when and where checkpoints are written.
   *
   * @return the policy, or empty if no checkpoints are written
   */
  public Optional<CheckpointPolicy> checkpoints() {
    return Optional.ofNullable(checkpoints);
  }

  /**
   * Returns the settings that are allowed to differ from the run that this plan resumes.
   *
   * @return the settings; empty by default
   */
  public Set<ResumableChange> allowOnResume() {
    return allowOnResume;
  }

  private List<@Nullable Object> values() {
    return Arrays.asList(
        epochs,
        steps,
        duration,
        decayEpochs,
        decaySteps,
        decay,
        stepsPerEpoch,
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
        augmentation,
        loss,
        generatorEmaDecay,
        discriminatorEmaDecay,
        emaRampUp,
        sentinel,
        checkpoints,
        allowOnResume);
  }

  /**
   * Compares all settings.
   *
   * @param other another plan
   * @return whether the other object is a plan with equal settings
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TrainingPlan plan && values().equals(plan.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  /**
   * All settings, for example {@code TrainingPlan{epochs=25, decayEpochs=0, batchSize=128, ...}}.
   */
  @Override
  public String toString() {
    MoreObjects.ToStringHelper text = MoreObjects.toStringHelper(this);
    TrainingBudget budget = budget();
    if (budget instanceof TrainingBudget.Steps) {
      text.add("steps", steps).add("decaySteps", decaySteps);
    } else if (budget instanceof TrainingBudget.Time) {
      text.add("duration", duration);
    } else {
      text.add("epochs", epochs).add("decayEpochs", decayEpochs);
    }
    if (decay > 0) {
      text.add("decay", decay);
    }
    if (stepsPerEpoch > 0) {
      text.add("stepsPerEpoch", stepsPerEpoch);
    }
    return text.add("batchSize", batchSize)
        .add("samplesPerEpoch", samplesPerEpoch)
        .add("seed", seed)
        .add("schedule", schedule)
        .add("order", order)
        .add("generatorAdam", generatorAdam)
        .add("discriminatorAdam", discriminatorAdam)
        .add("discriminatorUpdates", discriminatorUpdates)
        .add("labels", labels)
        .add("instanceNoise", instanceNoise)
        .add("augmentation", augmentation)
        .add("loss", loss)
        .add("generatorEmaDecay", generatorEmaDecay)
        .add("discriminatorEmaDecay", discriminatorEmaDecay)
        .add("emaRampUp", emaRampUp)
        .add("sentinel", sentinel)
        .add("checkpoints", checkpoints == null ? "none" : checkpoints)
        .add("allowOnResume", allowOnResume)
        .toString();
  }

  /** Builds a {@link TrainingPlan}; all settings are optional. */
  public static final class Builder {
    private static final long MOST_STEPS_PER_EPOCH = 1_000_000_000;

    private static final String DECAY_FITS_DURATIONS =
        "use decay, which is a share of a training of any length";

    private TrainingBudget.Unit unit = TrainingBudget.Unit.EPOCHS;
    private final Set<TrainingBudget.Unit> units = EnumSet.noneOf(TrainingBudget.Unit.class);
    private int epochs = DEFAULT_EPOCHS;
    private long steps;
    private Duration duration = Duration.ZERO;
    private int decayEpochs;
    private long decaySteps;
    private double decay;
    private long stepsPerEpoch;
    private int batchSize = DEFAULT_BATCH_SIZE;
    private int samplesPerEpoch = DEFAULT_SAMPLES_PER_EPOCH;
    private long seed = DEFAULT_SEED;
    private UpdateSchedule schedule = UpdateSchedule.SIMULTANEOUS;
    private EpochOrder order = EpochOrder.SHUFFLED;
    private AdamOptions generatorAdam = AdamOptions.DEFAULT;
    private AdamOptions discriminatorAdam = AdamOptions.DEFAULT;
    private int discriminatorUpdates = 1;
    private DiscriminatorLabels labels = DiscriminatorLabels.DEFAULT;
    private InstanceNoise instanceNoise = InstanceNoise.NONE;
    private Augmentation augmentation = Augmentation.NONE;
    private AdversarialLoss loss = AdversarialLoss.CROSS_ENTROPY;
    private double generatorEmaDecay;
    private double discriminatorEmaDecay;
    private double emaRampUp;
    private SentinelPolicy sentinel = SentinelPolicy.DEFAULT;
    private @Nullable CheckpointPolicy checkpoints;
    private Set<ResumableChange> allowOnResume = EnumSet.noneOf(ResumableChange.class);

    private Builder() {}

    /**
     * Sets the number of epochs: passes over the dataset, or {@link #stepsPerEpoch} steps each if
     * that is set, as in some {@linkplain TrainingPlan#recommended(ImageSource) recommended} plans.
     * Small datasets need more epochs, large ones fewer: the quality depends on the number of
     * updates, of which the paper's training makes 34,000, so that {@link #steps} or {@link
     * #duration} are the better unit for a small dataset. Exactly one of the three determines the
     * length of a training. A builder that was created by {@link #toBuilder} may replace the unit
     * of its plan.
     *
     * @param epochs at least 1; {@value #DEFAULT_EPOCHS} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder epochs(int epochs) {
      this.epochs = epochs;
      return unit(TrainingBudget.Unit.EPOCHS);
    }

    /**
     * Sets the number of steps instead of the number of epochs. Each step takes one batch; {@link
     * UpdateSchedule} defines which networks it updates.
     *
     * @param steps from 1 to {@link TrainingBudget.Steps#MOST}; by default, the number of epochs
     *     determines the length
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder steps(long steps) {
      this.steps = steps;
      return unit(TrainingBudget.Unit.STEPS);
    }

    /**
     * Sets the training time instead of the number of epochs. The training ends after the step in
     * which the time is used up. Checkpoints record the time spent on the way to them, so that a
     * run that is interrupted and resumed trains for this time in total; the time after the last
     * checkpoint of a process that was killed is not counted, because its steps are repeated.
     *
     * <p>The results of a step do not depend on time: an interrupted and an uninterrupted run have
     * the same weights at the same step. Only with {@link #decay}, the speed determines once at
     * which step the training ends.
     *
     * @param duration above 0; by default, the number of epochs determines the length
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder duration(Duration duration) {
      this.duration = requireNonNull(duration, "duration");
      return unit(TrainingBudget.Unit.TIME);
    }

    /**
     * Sets the length of the training in any of the three units, like {@link #epochs}, {@link
     * #steps} or {@link #duration}.
     *
     * @param budget the length; by default, {@value #DEFAULT_EPOCHS} epochs
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder budget(TrainingBudget budget) {
      requireNonNull(budget, "budget");

      if (budget instanceof TrainingBudget.Epochs length) {
        return epochs(length.count());
      } else if (budget instanceof TrainingBudget.Steps length) {
        return steps(length.count());
      }
      return duration(((TrainingBudget.Time) budget).duration());
    }

    private Builder unit(TrainingBudget.Unit chosen) {
      unit = chosen;
      units.add(chosen);
      return this;
    }

    /**
     * Sets the number of last epochs in which the learning rate decays linearly to 0 (authors'
     * code, mnist:226-228). Use it to reduce the fluctuation of the images at the end of a
     * training.
     *
     * @param decayEpochs 0 to the number of epochs; 0 by default, and required to be 0 if the
     *     length is not a number of epochs
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder decayEpochs(int decayEpochs) {
      this.decayEpochs = decayEpochs;
      return this;
    }

    /**
     * Sets the number of last steps in which the learning rate decays linearly to 0, for a training
     * whose length is a number of {@link #steps}.
     *
     * @param decaySteps 0 to the number of steps; 0 by default, and required to be 0 if the length
     *     is not a number of steps
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder decaySteps(long decaySteps) {
      this.decaySteps = decaySteps;
      return this;
    }

    /**
     * Sets the share of the training, at its end, over which the learning rate decays linearly to
     * 0; with 0.5 it does in the second half. Use it to reduce the fluctuation of the images at the
     * end of a training. It is for a length in any unit, and excludes {@link #decayEpochs} and
     * {@link #decaySteps}, which give the same decay in the unit of the length.
     *
     * <p>Of a number of epochs or steps, the rate falls in the last {@code share} of all steps,
     * rounded to whole steps.
     *
     * <p>Of a {@link #duration}, the rate is constant until {@code 1 - share} of the time is used
     * up, and in any case for the first 5 %, in which the speed is measured. After the step in
     * which this moment passes, the length of the run becomes a fixed number of steps: as many as
     * the run would make in the whole duration at its speed so far, and at least one more ({@link
     * TrainingEvent.LengthFixed}). From then on the run ends by steps and no longer by the clock,
     * so that the rate reaches 0 whatever happens to the machine: if it becomes slower, the
     * training takes longer than the duration. Steps that a roll-back has undone count for the
     * speed, if the process has not been started again since. The rate continues at the value that
     * a decay over the whole run has there: 0.95 of the constant one with a share of 1. The number
     * is recorded at once in a checkpoint, if the run has any, so that a run that is interrupted
     * later continues to the same weights as an uninterrupted one. It remains if the run is rolled
     * back. A run that is resumed with another duration fixes its length again, until which the
     * rate is the constant one, and is complete if the new duration is used up already.
     *
     * @param share from 0 to 1; 0, the default, for a constant learning rate, and required to be 0
     *     if {@code decayEpochs} or {@code decaySteps} is above 0
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder decay(double share) {
      this.decay = share;
      return this;
    }

    /**
     * Sets the number of steps that count as an epoch, instead of one pass over the dataset. After
     * each epoch, samples are generated, listeners are notified, and by default a checkpoint is
     * written. Set it for a dataset of a few hundred images, whose passes take only a few steps, or
     * for one whose passes take hours. The order of the images does not depend on it.
     *
     * @param stepsPerEpoch from 1 to a billion, or 0, the default, for one pass over the dataset
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder stepsPerEpoch(long stepsPerEpoch) {
      this.stepsPerEpoch = stepsPerEpoch;
      return this;
    }

    /**
     * Sets the number of real images per step. Reduce it if memory is insufficient, or if a dataset
     * has only a few batches of the default size.
     *
     * @param batchSize at least 2, since batch normalization needs at least two images; {@value
     *     #DEFAULT_BATCH_SIZE} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder batchSize(int batchSize) {
      this.batchSize = batchSize;
      return this;
    }

    /**
     * Sets the number of images that are generated after each epoch and passed to listeners.
     *
     * @param samplesPerEpoch at least 1; {@value #DEFAULT_SAMPLES_PER_EPOCH} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder samplesPerEpoch(int samplesPerEpoch) {
      this.samplesPerEpoch = samplesPerEpoch;
      return this;
    }

    /**
     * Sets the random seed of latents, of the order of images and of noise. The same seed gives the
     * same training. The seed of the initial weights is that of {@link
     * org.dcgan.Dcgan.Builder#seed}.
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
     * Sets the order in which the networks are updated.
     *
     * @param schedule {@link UpdateSchedule#SIMULTANEOUS} by default; {@link
     *     UpdateSchedule#ALTERNATING} reproduces the authors' code
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder schedule(UpdateSchedule schedule) {
      this.schedule = requireNonNull(schedule, "schedule");
      return this;
    }

    /**
     * Sets the order in which an epoch visits the images.
     *
     * @param order {@link EpochOrder#SHUFFLED} by default; {@link EpochOrder#sharded} is for
     *     datasets larger than memory on storage with slow random access
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder order(EpochOrder order) {
      this.order = requireNonNull(order, "order");
      return this;
    }

    /**
     * Sets the hyperparameters of both optimizers. Reduce the learning rate if a training is
     * unstable.
     *
     * @param adam {@link AdamOptions#DEFAULT} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder adam(AdamOptions adam) {
      this.generatorAdam = requireNonNull(adam, "adam");
      this.discriminatorAdam = requireNonNull(adam, "adam");
      return this;
    }

    /**
     * Sets the hyperparameters of the generator's optimizer. Different learning rates for the
     * networks are the two time-scale update rule (Heusel et al., 2017).
     *
     * @param adam {@link AdamOptions#DEFAULT} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder generatorAdam(AdamOptions adam) {
      this.generatorAdam = requireNonNull(adam, "adam");
      return this;
    }

    /**
     * Sets the hyperparameters of the discriminator's optimizer.
     *
     * @param adam {@link AdamOptions#DEFAULT} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder discriminatorAdam(AdamOptions adam) {
      this.discriminatorAdam = requireNonNull(adam, "adam");
      return this;
    }

    /**
     * Expert: sets the number of discriminator updates per generator update, whose order {@link
     * UpdateSchedule} defines for each schedule. Raise it if the discriminator is too weak. It is
     * {@code k} in the authors' code (faces:203-207), which uses 1.
     *
     * @param updates at least 1, the default; must be 1 for the simultaneous schedule
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder discriminatorUpdates(int updates) {
      this.discriminatorUpdates = updates;
      return this;
    }

    /**
     * Sets the target labels of the discriminator. Smoothed or flipped labels weaken a
     * discriminator that is too strong.
     *
     * @param labels {@link DiscriminatorLabels#DEFAULT} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder labels(DiscriminatorLabels labels) {
      this.labels = requireNonNull(labels, "labels");
      return this;
    }

    /**
     * Sets the noise that is added to the discriminator's input images. Noise that decays
     * stabilizes a training in which the discriminator becomes too strong early; constant noise
     * keeps the discriminator from separating images by details that are too faint to be seen.
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
     * Sets random changes of the discriminator's input images. They improve the images of a model
     * that is trained on a few thousand images.
     *
     * @param augmentation {@link Augmentation#NONE} by default; {@link Augmentation#DIFF_AUGMENT}
     *     is usual
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder augmentation(Augmentation augmentation) {
      this.augmentation = requireNonNull(augmentation, "augmentation");
      return this;
    }

    /**
     * Expert: sets the loss that both networks are trained with.
     *
     * @param loss {@link AdversarialLoss#CROSS_ENTROPY} by default; {@link AdversarialLoss#HINGE}
     *     requires {@link DiscriminatorLabels#DEFAULT}
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder loss(AdversarialLoss loss) {
      this.loss = requireNonNull(loss, "loss");
      return this;
    }

    /**
     * Sets the decay of an exponential moving average of the generator's weights (Karras et al.,
     * 2018, appendix A.1; Yazici et al., 2019). The weights of {@code n} generator updates ago
     * contribute in proportion to {@code decay^n}. The average does not affect the training.
     * Sampling uses it by default, see {@link org.dcgan.GeneratorWeights}, with population
     * statistics computed for it; images of averaged weights fluctuate less from epoch to epoch. A
     * training without an average discards that of an earlier training.
     *
     * @param decay in [0, 1); 0, the default, for no average; 0.999 averages over about 1,000
     *     updates
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder generatorEmaDecay(double decay) {
      this.generatorEmaDecay = decay;
      return this;
    }

    /**
     * Sets the decay of an exponential moving average of the discriminator's weights. The weights
     * of {@code n} discriminator updates ago contribute in proportion to {@code decay^n}. The
     * average does not affect the training. Features are computed with it by default, see {@link
     * org.dcgan.feature.DiscriminatorWeights}, once {@link org.dcgan.Dcgan#gatherStatistics} has
     * gathered population statistics for it; scores are always those of the trained weights. A
     * training without an average discards that of an earlier training.
     *
     * @param decay in [0, 1); 0, the default, for no average, as in the paper; 0.999 averages over
     *     about 1,000 updates
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder discriminatorEmaDecay(double decay) {
      this.discriminatorEmaDecay = decay;
      return this;
    }

    /**
     * Sets the largest share of the updates so far that the moving averages of both networks'
     * weights span (Karras et al., 2020, "EMA ramp-up" of the code of StyleGAN2-ADA). Early in a
     * training the weights change fast, so that an average over 1,000 updates still has those of a
     * much worse network. With a share of 0.05 and a decay of 0.999, the average spans 100 updates
     * after 2,000 of them, and 1,000 from 20,000 on: after update {@code n} the new weights count
     * at least {@code 1 / (0.05 n)}. Without effect if there is no average.
     *
     * @param share in [0, 1]; 0, the default, for none
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder emaRampUp(double share) {
      this.emaRampUp = share;
      return this;
    }

    /**
     * Sets the problems that the training is monitored for and the actions taken. Rollbacks require
     * checkpoints.
     *
     * @param policy {@link SentinelPolicy#DEFAULT} by default: warnings, and a stop if values are
     *     not finite
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder sentinel(SentinelPolicy policy) {
      this.sentinel = requireNonNull(policy, "policy");
      return this;
    }

    /**
     * Writes a checkpoint after every epoch and resumes from the newest checkpoint in the folder:
     * if the same program is started again, the run continues with the same results as if it had
     * not been interrupted.
     *
     * @param directory a folder for this run only; it is created if it does not exist. By default,
     *     no checkpoints are written
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder checkpoints(Path directory) {
      requireNonNull(directory, "directory");

      return checkpoints(CheckpointPolicy.in(directory));
    }

    /**
     * Writes checkpoints according to a policy, and resumes from the newest checkpoint in its
     * folder.
     *
     * @param policy the policy; by default, no checkpoints are written
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder checkpoints(CheckpointPolicy policy) {
      this.checkpoints = requireNonNull(policy, "policy");
      return this;
    }

    /**
     * Sets the settings that are allowed to differ from those of the run that this plan resumes.
     * Use it, for example, to train a completed run for more epochs. Listeners may always differ;
     * any other difference makes {@link org.dcgan.Dcgan#train} throw {@link ResumeException}.
     *
     * @param changes the settings that are allowed to differ; none by default
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
     * Creates the plan.
     *
     * @return the plan
     * @throws IllegalArgumentException if settings are out of range; the message lists all of them
     */
    public TrainingPlan build() {
      boolean inEpochs = unit == TrainingBudget.Unit.EPOCHS;
      boolean inSteps = unit == TrainingBudget.Unit.STEPS;
      boolean inTime = unit == TrainingBudget.Unit.TIME;
      new Problems()
          .require(
              units.size() <= 1,
              "exactly one of epochs, steps and duration must be set, got %s; leave out the others",
              units)
          .require(!inEpochs || epochs >= 1, "epochs must be at least 1, got %d", epochs)
          .require(
              !inSteps || (steps >= 1 && steps <= TrainingBudget.Steps.MOST),
              "steps must be from 1 to %d, got %d",
              TrainingBudget.Steps.MOST,
              steps)
          .require(
              !inTime || (!duration.isNegative() && !duration.isZero()),
              "duration must be above 0, got %s",
              duration)
          .require(
              !inTime || duration.compareTo(TrainingBudget.Time.LONGEST) <= 0,
              "duration must be at most %s, got %s",
              TrainingBudget.Time.LONGEST,
              duration)
          .require(
              !inEpochs || (decayEpochs >= 0 && decayEpochs <= Math.max(0, epochs)),
              "decayEpochs must be from 0 to the number of epochs (%d), got %d",
              epochs,
              decayEpochs)
          .require(
              inEpochs || decayEpochs == 0,
              "decayEpochs must be 0 if the length is not a number of epochs, got %d; %s",
              decayEpochs,
              inSteps ? "use decaySteps" : DECAY_FITS_DURATIONS)
          .require(
              !inSteps || (decaySteps >= 0 && decaySteps <= Math.max(0, steps)),
              "decaySteps must be from 0 to the number of steps (%d), got %d",
              steps,
              decaySteps)
          .require(
              inSteps || decaySteps == 0,
              "decaySteps must be 0 if the length is not a number of steps, got %d; %s",
              decaySteps,
              inEpochs ? "use decayEpochs" : DECAY_FITS_DURATIONS)
          .require(decay >= 0 && decay <= 1, "decay must be from 0 to 1, got %s", decay)
          .require(
              decay == 0 || (decayEpochs == 0 && decaySteps == 0),
              "only one of decay, decayEpochs and decaySteps may be other than 0, got %s, %d and"
                  + " %d; set the others to 0",
              decay,
              decayEpochs,
              decaySteps)
          .require(
              stepsPerEpoch >= 0 && stepsPerEpoch <= MOST_STEPS_PER_EPOCH,
              "stepsPerEpoch must be from 1 to %d, or 0 for one pass over the dataset, got %d",
              MOST_STEPS_PER_EPOCH,
              stepsPerEpoch)
          .require(
              batchSize >= 2,
              "batchSize must be at least 2, since batch normalization needs at least two images;"
                  + " got %d",
              batchSize)
          .require(
              samplesPerEpoch >= 1, "samplesPerEpoch must be at least 1, got %d", samplesPerEpoch)
          .require(
              discriminatorUpdates >= 1,
              "discriminatorUpdates must be at least 1, got %d",
              discriminatorUpdates)
          .require(
              discriminatorUpdates <= 1 || schedule != UpdateSchedule.SIMULTANEOUS,
              "discriminatorUpdates must be 1 with the simultaneous schedule, which computes both"
                  + " gradients from one forward pass; got %d; use SEQUENTIAL or ALTERNATING for"
                  + " more",
              discriminatorUpdates)
          .require(
              loss == AdversarialLoss.CROSS_ENTROPY || labels.equals(DiscriminatorLabels.DEFAULT),
              "labels must be the default ones with the loss HINGE, which has no labels, got %s",
              labels)
          .require(
              generatorEmaDecay >= 0 && generatorEmaDecay < 1,
              "generatorEmaDecay must be in [0, 1), or 0 for none, got %s",
              generatorEmaDecay)
          .require(
              discriminatorEmaDecay >= 0 && discriminatorEmaDecay < 1,
              "discriminatorEmaDecay must be in [0, 1), or 0 for none, got %s",
              discriminatorEmaDecay)
          .require(
              emaRampUp >= 0 && emaRampUp <= 1,
              "emaRampUp must be in [0, 1], or 0 for none, got %s",
              emaRampUp)
          .require(
              checkpoints != null || !sentinel.rollsBack(),
              "the sentinel action ROLL_BACK requires checkpoints, got none; set checkpoints, or"
                  + " choose another action")
          .throwIfAny("invalid TrainingPlan");
      return new TrainingPlan(this);
    }
  }
}

package org.dcgan.training;

import static java.util.Objects.requireNonNull;

import com.google.common.base.MoreObjects;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;
import org.dcgan.internal.Problems;
import org.jspecify.annotations.Nullable;

/**
 * Determines when checkpoints of a run are written and which of them are kept. Under every policy,
 * a checkpoint is also written at the end of the training, and when it is stopped, interrupted or
 * fails.
 *
 * <p>Each checkpoint is a subfolder of {@link #directory}, for example {@code step-0000001234}.
 * {@link org.dcgan.Dcgan#load} opens a checkpoint, or the directory at its newest checkpoint. A
 * training whose plan has a directory with checkpoints resumes from the newest one.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class CheckpointPolicy {
  /**
   * The default number of newest checkpoints to keep: two, so that a damaged checkpoint loses one
   * epoch instead of the run.
   */
  public static final int DEFAULT_KEEP_LAST = 2;

  private final Path directory;
  private final long everySteps;
  private final Duration every;
  private final int keepLast;
  private final long keepEverySteps;
  private final @Nullable ModelScore score;
  private final boolean skipsDamaged;

  private CheckpointPolicy(Builder builder) {
    this.directory = builder.directory;
    this.everySteps = builder.everySteps;
    this.every = builder.every;
    this.keepLast = builder.keepLast;
    this.keepEverySteps = builder.keepEverySteps;
    this.score = builder.score;
    this.skipsDamaged = builder.skipsDamaged;
  }

  /**
   * Returns the default policy: one checkpoint per epoch, of which the newest {@value
   * #DEFAULT_KEEP_LAST} are kept.
   *
   * @param directory a folder for this run only; it is created if it does not exist
   * @return the policy
   */
  public static CheckpointPolicy in(Path directory) {
    requireNonNull(directory, "directory");

    return builder(directory).build();
  }

  /**
   * Starts the configuration of a policy.
   *
   * @param directory a folder for this run only; it is created if it does not exist
   * @return a builder with the default settings
   */
  public static Builder builder(Path directory) {
    requireNonNull(directory, "directory");

    return new Builder(directory);
  }

  /**
   * Returns a builder for changed copies of this policy.
   *
   * @return a builder with the settings of this policy
   */
  public Builder toBuilder() {
    Builder builder = new Builder(directory);
    builder.everySteps = everySteps;
    builder.every = every;
    builder.keepLast = keepLast;
    builder.keepEverySteps = keepEverySteps;
    builder.score = score;
    builder.skipsDamaged = skipsDamaged;
    return builder;
  }

  /**
   * Returns the folder of the run.
   *
   * @return the folder that contains the checkpoints
   */
  public Path directory() {
    return directory;
  }

  /**
   * Returns the number of steps between checkpoints.
   *
   * @return at least 1, or 0 for one checkpoint per epoch
   */
  public long everySteps() {
    return everySteps;
  }

  /**
   * Returns the maximum time between checkpoints.
   *
   * @return the time, or zero if only steps or epochs count
   */
  public Duration every() {
    return every;
  }

  /**
   * Returns the number of newest checkpoints to keep.
   *
   * @return at least 1
   */
  public int keepLast() {
    return keepLast;
  }

  /**
   * Returns the interval, in steps, of checkpoints that are never deleted.
   *
   * @return at least 1, or 0 if there are none
   */
  public long keepEverySteps() {
    return keepEverySteps;
  }

  /**
   * Returns the score that selects the best checkpoint, which is kept as well.
   *
   * @return the score, or empty if no best checkpoint is kept
   */
  public Optional<ModelScore> score() {
    return Optional.ofNullable(score);
  }

  /**
   * Returns whether a run whose newest checkpoint is damaged resumes from the newest undamaged one.
   *
   * @return false, the default, if resuming such a run fails
   */
  public boolean skipsDamaged() {
    return skipsDamaged;
  }

  private List<@Nullable Object> values() {
    return Arrays.asList(
        directory, everySteps, every, keepLast, keepEverySteps, score, skipsDamaged);
  }

  /**
   * Compares all settings; scores are compared with their {@code equals} method.
   *
   * @param other another policy
   * @return whether the other object is a policy with equal settings
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CheckpointPolicy policy && values().equals(policy.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  /** All settings, for example {@code CheckpointPolicy{directory=run, everySteps=0, ...}}. */
  @Override
  public String toString() {
    return MoreObjects.toStringHelper(this)
        .add("directory", directory)
        .add("everySteps", everySteps)
        .add("every", every)
        .add("keepLast", keepLast)
        .add("keepEverySteps", keepEverySteps)
        .add("score", score == null ? "none" : score.name())
        .add("skipDamaged", skipsDamaged)
        .toString();
  }

  /** Builds a {@link CheckpointPolicy}. */
  public static final class Builder {
    private final Path directory;
    private long everySteps;
    private Duration every = Duration.ZERO;
    private int keepLast = DEFAULT_KEEP_LAST;
    private long keepEverySteps;
    private @Nullable ModelScore score;
    private boolean skipsDamaged;

    private Builder(Path directory) {
      this.directory = requireNonNull(directory, "directory");
    }

    /**
     * Sets the number of steps between checkpoints. Set it if an epoch takes so long that losing
     * one would be costly.
     *
     * @param steps at least 1, or 0, the default, for one checkpoint per epoch
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder everySteps(long steps) {
      this.everySteps = steps;
      return this;
    }

    /**
     * Sets the maximum time between checkpoints. When it has passed since the last checkpoint, one
     * is written in addition to those by steps or epochs.
     *
     * @param time a positive duration of any length, or zero, the default, for no limit
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder every(Duration time) {
      this.every = requireNonNull(time, "time");
      return this;
    }

    /**
     * Sets the number of newest checkpoints to keep; older ones are deleted. Each takes about three
     * times the size of the weights.
     *
     * @param count at least 1; {@value #DEFAULT_KEEP_LAST} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder keepLast(int count) {
      this.keepLast = count;
      return this;
    }

    /**
     * Sets the interval of checkpoints that are never deleted, for example to compare stages of a
     * training later.
     *
     * @param steps at least 1: checkpoints at multiples of this number of steps are kept; 0, the
     *     default, for none
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder keepEverySteps(long steps) {
      this.keepEverySteps = steps;
      return this;
    }

    /**
     * Scores the model at the end of each epoch and keeps the checkpoint with the best score. The
     * quality of a DCGAN often declines late in training, so that the last checkpoint need not be
     * the best.
     *
     * @param score the score; by default, no best checkpoint is kept
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder keepBestBy(ModelScore score) {
      this.score = requireNonNull(score, "score");
      return this;
    }

    /**
     * Sets what happens if the newest checkpoint is damaged when the run is resumed. By default,
     * training fails with an error that names the newest undamaged checkpoint, because a damaged
     * file may indicate a failing disk. With {@code true}, the run resumes from that checkpoint
     * with a warning, which suits runs that are restarted unattended; the steps since then are
     * repeated with the same results. The damaged checkpoint is renamed to {@code damaged-step-...}
     * and never deleted. Runs may be resumed with either setting.
     *
     * @param skip whether to resume from an earlier checkpoint; false by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder skipDamaged(boolean skip) {
      this.skipsDamaged = skip;
      return this;
    }

    /**
     * Creates the policy.
     *
     * @return the policy
     * @throws IllegalArgumentException if settings are out of range; the message lists all of them
     */
    public CheckpointPolicy build() {
      new Problems()
          .require(
              everySteps >= 0,
              "everySteps must be at least 1, or 0 for one checkpoint per epoch, got %d",
              everySteps)
          .require(!every.isNegative(), "every must not be negative, got %s", every)
          .require(keepLast >= 1, "keepLast must be at least 1, got %d", keepLast)
          .require(
              keepEverySteps >= 0,
              "keepEverySteps must be at least 1, or 0 for none, got %d",
              keepEverySteps)
          .throwIfAny("invalid CheckpointPolicy");
      return new CheckpointPolicy(this);
    }
  }
}

package org.dcgan.training;

import static java.util.Objects.requireNonNull;

import com.google.common.base.MoreObjects;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dcgan.internal.Problems;
import org.jspecify.annotations.Nullable;

/**
 * When a run is written down, and which of its checkpoints are kept. Whatever the policy, there is
 * one at the end and one when a training is stopped, interrupted or fails.
 *
 * <p>Each checkpoint is a folder of its own in {@link #directory}, {@code step-0000001234}, that
 * {@link org.dcgan.Dcgan#load} opens; so does it the directory, at its newest checkpoint. A
 * training whose plan names a directory with checkpoints resumes from the newest.
 */
public final class CheckpointPolicy {
  /** A newer and an older one, so that a damaged file costs an epoch and not the run. */
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
   * One checkpoint an epoch, the last two kept.
   *
   * @param directory a folder of the run's own; made where it is missing
   * @return the policy
   */
  public static CheckpointPolicy in(Path directory) {
    requireNonNull(directory, "directory");

    return builder(directory).build();
  }

  /**
   * Starts a policy.
   *
   * @param directory a folder of the run's own; made where it is missing
   * @return a builder in which everything has a default
   */
  public static Builder builder(Path directory) {
    requireNonNull(directory, "directory");

    return new Builder(directory);
  }

  /**
   * The run's folder.
   *
   * @return where checkpoints are
   */
  public Path directory() {
    return directory;
  }

  /**
   * Steps between checkpoints.
   *
   * @return at least 1, or 0 for once an epoch
   */
  public long everySteps() {
    return everySteps;
  }

  /**
   * Time between checkpoints, beside the steps.
   *
   * @return zero for no such rule
   */
  public Duration every() {
    return every;
  }

  /**
   * How many of the newest are kept.
   *
   * @return at least 1
   */
  public int keepLast() {
    return keepLast;
  }

  /**
   * Checkpoints at multiples of so many steps are kept for good.
   *
   * @return 0 for none
   */
  public long keepEverySteps() {
    return keepEverySteps;
  }

  /**
   * What the best checkpoint, which is kept too, is chosen by at the end of each epoch.
   *
   * @return the score, if there is one
   */
  public Optional<ModelScore> score() {
    return Optional.ofNullable(score);
  }

  /**
   * Whether a run whose newest checkpoint is damaged resumes from the newest one that is not.
   *
   * @return false, the default, if it is refused
   */
  public boolean skipsDamaged() {
    return skipsDamaged;
  }

  private List<@Nullable Object> values() {
    return Arrays.asList(
        directory, everySteps, every, keepLast, keepEverySteps, score, skipsDamaged);
  }

  /**
   * Compares all settings; scores are compared by their own {@code equals}.
   *
   * @param other another policy
   * @return whether it is a policy with the same settings
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

  /** Makes a {@link CheckpointPolicy}. */
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
     * Writes a checkpoint every so many steps instead of every epoch.
     *
     * @param steps at least 1, or 0 for once an epoch, the default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder everySteps(long steps) {
      this.everySteps = steps;
      return this;
    }

    /**
     * Writes a checkpoint whenever so much time has passed, too.
     *
     * @param time zero, the default, for no such rule
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder every(Duration time) {
      this.every = requireNonNull(time, "time");
      return this;
    }

    /**
     * Keeps the newest checkpoints.
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
     * Keeps checkpoints at multiples of so many steps for good.
     *
     * @param steps 0, the default, for none
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder keepEverySteps(long steps) {
      this.keepEverySteps = steps;
      return this;
    }

    /**
     * Scores the model at the end of each epoch and keeps the best one's checkpoint. DCGANs are
     * known to go bad late; the last is often not the best.
     *
     * @param score what to judge by
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder keepBestBy(ModelScore score) {
      this.score = requireNonNull(score, "score");
      return this;
    }

    /**
     * Sets what happens if the newest checkpoint is damaged when the run is resumed. By default the
     * training is refused with an error that names the newest checkpoint that is whole, because a
     * damaged file points to a failing disk. With {@code true} the run resumes from that one with a
     * warning, which suits runs that are restarted unattended; the steps since then are made again,
     * to the same bits. The damaged checkpoint is renamed to {@code damaged-step-...} and never
     * deleted. Runs may be resumed with either setting.
     *
     * @param skip whether to resume from an earlier checkpoint
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder skipDamaged(boolean skip) {
      this.skipsDamaged = skip;
      return this;
    }

    /**
     * Makes the policy.
     *
     * @return the policy
     * @throws IllegalArgumentException if anything is out of range; the message lists all of it
     */
    public CheckpointPolicy build() {
      new Problems()
          .require(
              everySteps >= 0,
              "everySteps must be at least 1, or 0 for once an epoch, got %d",
              everySteps)
          .require(!every.isNegative(), "every must not be negative, got %s", every)
          .require(keepLast >= 1, "keepLast must be at least 1, got %d", keepLast)
          .require(
              keepEverySteps >= 0,
              "keepEverySteps must be at least 1, or 0 for none, got %d",
              keepEverySteps)
          .throwIfAny("this checkpoint policy cannot be followed");
      return new CheckpointPolicy(this);
    }
  }
}

package org.dcgan.eval.baseline;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import org.apiguardian.api.API;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.DiscriminatorNormalization;
import org.dcgan.internal.Problems;

/**
 * Options of a random search over supervised trainings.
 *
 * @param architecture the architecture whose discriminator is trained
 * @param space the ranges of hyperparameters
 * @param trials the number of trials, at least 1
 * @param epochs the largest number of epochs of a trial, at least 1
 * @param evaluateEvery the number of epochs between two evaluations on the validation images, at
 *     least 1
 * @param patience early stopping: a trial ends after this many evaluations in a row without a lower
 *     error, at least 1
 * @param seed the random seed of hyperparameters, initial weights and the order of images
 * @param staleAfter the time without a sign of life after which another process takes over a trial,
 *     above 0; longer than the time of an epoch
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record SearchOptions(
    Architecture architecture,
    SearchSpace space,
    int trials,
    int epochs,
    int evaluateEvery,
    int patience,
    long seed,
    Duration staleAfter) {

  /**
   * The paper's 64 trials on its SVHN network; at most 100 epochs, an evaluation every 5 epochs.
   */
  public static final SearchOptions PAPER =
      new SearchOptions(
          Architecture.svhn32(), SearchSpace.DEFAULT, 64, 100, 5, 4, 42, Duration.ofMinutes(30));

  /** Checks the ranges. */
  public SearchOptions {
    requireNonNull(architecture, "architecture");
    requireNonNull(space, "space");
    requireNonNull(staleAfter, "staleAfter");

    new Problems()
        .require(
            architecture.discriminatorNormalization() == DiscriminatorNormalization.BATCH,
            "the architecture must have the discriminator normalization BATCH, got %s",
            architecture.discriminatorNormalization())
        .require(trials >= 1, "trials must be at least 1, got %d", trials)
        .require(epochs >= 1, "epochs must be at least 1, got %d", epochs)
        .require(evaluateEvery >= 1, "evaluateEvery must be at least 1, got %d", evaluateEvery)
        .require(patience >= 1, "patience must be at least 1, got %d", patience)
        .require(
            !staleAfter.isNegative() && !staleAfter.isZero(),
            "staleAfter must be above 0, got %s",
            staleAfter)
        .throwIfAny("invalid SearchOptions");
  }

  /**
   * Starts the configuration of options.
   *
   * @return a builder with the settings of {@link #PAPER}
   */
  public static Builder builder() {
    return PAPER.toBuilder();
  }

  /**
   * Returns a builder for changed copies of these options.
   *
   * @return a builder with the settings of these options
   */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Builds {@link SearchOptions}; all settings are optional. */
  public static final class Builder {
    private Architecture architecture;
    private SearchSpace space;
    private int trials;
    private int epochs;
    private int evaluateEvery;
    private int patience;
    private long seed;
    private Duration staleAfter;

    private Builder(SearchOptions options) {
      this.architecture = options.architecture;
      this.space = options.space;
      this.trials = options.trials;
      this.epochs = options.epochs;
      this.evaluateEvery = options.evaluateEvery;
      this.patience = options.patience;
      this.seed = options.seed;
      this.staleAfter = options.staleAfter;
    }

    /**
     * Sets the architecture.
     *
     * @param architecture the architecture whose discriminator is trained; the paper's for SVHN by
     *     default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder architecture(Architecture architecture) {
      requireNonNull(architecture, "architecture");

      this.architecture = architecture;
      return this;
    }

    /**
     * Sets the ranges of hyperparameters.
     *
     * @param space the ranges; {@link SearchSpace#DEFAULT} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder space(SearchSpace space) {
      requireNonNull(space, "space");

      this.space = space;
      return this;
    }

    /**
     * Sets the number of trials. A search with more trials repeats those of one with fewer.
     *
     * @param trials at least 1; 64 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder trials(int trials) {
      this.trials = trials;
      return this;
    }

    /**
     * Sets the largest number of epochs of a trial.
     *
     * @param epochs at least 1; 100 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder epochs(int epochs) {
      this.epochs = epochs;
      return this;
    }

    /**
     * Sets the number of epochs between two evaluations on the validation images. More frequent
     * evaluations take more time and end hopeless trials earlier.
     *
     * @param epochs at least 1; 5 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder evaluateEvery(int epochs) {
      this.evaluateEvery = epochs;
      return this;
    }

    /**
     * Sets after how many evaluations in a row without a lower error a trial ends.
     *
     * @param evaluations at least 1; 4 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder patience(int evaluations) {
      this.patience = evaluations;
      return this;
    }

    /**
     * Sets the random seed of hyperparameters, initial weights and the order of images.
     *
     * @param seed any number; 42 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Expert: sets the time without a sign of life after which another process takes over a trial.
     *
     * @param duration above 0, longer than the time of an epoch; 30 minutes by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder staleAfter(Duration duration) {
      requireNonNull(duration, "duration");

      this.staleAfter = duration;
      return this;
    }

    /**
     * Creates the options.
     *
     * @return the options
     * @throws IllegalArgumentException if settings are out of range; the message lists all of them
     */
    public SearchOptions build() {
      return new SearchOptions(
          architecture, space, trials, epochs, evaluateEvery, patience, seed, staleAfter);
    }
  }
}

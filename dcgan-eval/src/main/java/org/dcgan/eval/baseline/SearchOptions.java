package org.dcgan.eval.baseline;

import static java.util.Objects.requireNonNull;

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
   * Sets the number of trials. A search with more trials repeats those of one with fewer. The
   * default is 64.
   *
   * @param trials at least 1
   * @return a changed copy
   */
  public SearchOptions withTrials(int trials) {
    return new SearchOptions(
        architecture, space, trials, epochs, evaluateEvery, patience, seed, staleAfter);
  }

  /**
   * Sets the largest number of epochs of a trial. The default is 100.
   *
   * @param epochs at least 1
   * @return a changed copy
   */
  public SearchOptions withEpochs(int epochs) {
    return new SearchOptions(
        architecture, space, trials, epochs, evaluateEvery, patience, seed, staleAfter);
  }

  /**
   * Sets the random seed. The default is 42.
   *
   * @param seed any number
   * @return a changed copy
   */
  public SearchOptions withSeed(long seed) {
    return new SearchOptions(
        architecture, space, trials, epochs, evaluateEvery, patience, seed, staleAfter);
  }

  /**
   * Sets the architecture. The default is the paper's for SVHN.
   *
   * @param architecture the architecture whose discriminator is trained
   * @return a changed copy
   */
  public SearchOptions withArchitecture(Architecture architecture) {
    requireNonNull(architecture, "architecture");

    return new SearchOptions(
        architecture, space, trials, epochs, evaluateEvery, patience, seed, staleAfter);
  }
}

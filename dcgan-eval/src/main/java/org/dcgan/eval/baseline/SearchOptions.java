package org.dcgan.eval.baseline;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.dcgan.architecture.Architecture;
import org.dcgan.internal.Problems;

/**
 * A random search over supervised trainings.
 *
 * @param architecture whose discriminator is trained
 * @param space what is chosen from
 * @param trials how many choices, at least 1
 * @param epochs passes over the labeled images a trial has at most, at least 1
 * @param evaluateEvery epochs between two looks at the validation images, at least 1
 * @param patience how many looks in a row without a lower error end a trial, at least 1
 * @param seed the chance in choices, weights and orders
 * @param staleAfter how long nothing is heard of a trial's process until another takes the trial
 *     over, above the time between two looks
 */
public record SearchOptions(
    Architecture architecture,
    SearchSpace space,
    int trials,
    int epochs,
    int evaluateEvery,
    int patience,
    long seed,
    Duration staleAfter) {

  /** The paper's 64 trials on its SVHN network; at most 100 epochs, a look every 5. */
  public static final SearchOptions PAPER =
      new SearchOptions(
          Architecture.svhn32(), SearchSpace.DEFAULT, 64, 100, 5, 4, 42, Duration.ofMinutes(30));

  /** Checks the ranges. */
  public SearchOptions {
    requireNonNull(architecture, "architecture");
    requireNonNull(space, "space");
    requireNonNull(staleAfter, "staleAfter");

    new Problems()
        .require(trials >= 1, "trials must be at least 1, got %d", trials)
        .require(epochs >= 1, "epochs must be at least 1, got %d", epochs)
        .require(evaluateEvery >= 1, "evaluateEvery must be at least 1, got %d", evaluateEvery)
        .require(patience >= 1, "patience must be at least 1, got %d", patience)
        .require(
            !staleAfter.isNegative() && !staleAfter.isZero(),
            "staleAfter must be above 0, got %s",
            staleAfter)
        .throwIfAny("this search cannot be made");
  }

  /**
   * The same with another number of trials; those that both have are the same.
   *
   * @param trials at least 1
   * @return changed options
   */
  public SearchOptions withTrials(int trials) {
    return new SearchOptions(
        architecture, space, trials, epochs, evaluateEvery, patience, seed, staleAfter);
  }

  /**
   * The same with another limit.
   *
   * @param epochs at least 1
   * @return changed options
   */
  public SearchOptions withEpochs(int epochs) {
    return new SearchOptions(
        architecture, space, trials, epochs, evaluateEvery, patience, seed, staleAfter);
  }

  /**
   * The same with another seed.
   *
   * @param seed any
   * @return changed options
   */
  public SearchOptions withSeed(long seed) {
    return new SearchOptions(
        architecture, space, trials, epochs, evaluateEvery, patience, seed, staleAfter);
  }

  /**
   * The same with another architecture.
   *
   * @param architecture whose discriminator is trained
   * @return changed options
   */
  public SearchOptions withArchitecture(Architecture architecture) {
    requireNonNull(architecture, "architecture");

    return new SearchOptions(
        architecture, space, trials, epochs, evaluateEvery, patience, seed, staleAfter);
  }
}

package org.dcgan.eval.baseline;

import static java.util.Objects.requireNonNull;

/**
 * What came of one trial.
 *
 * @param number counted from 0
 * @param hyperParameters what it was trained with
 * @param outcome how it ended
 * @param epochs how many it was trained for
 * @param bestEpoch after which of them the validation error was lowest; 0 if there was none
 * @param validationError the error there, in [0, 1]; 1 for a trial that diverged before
 * @param trainingLoss the mean cross-entropy of the last epoch, nats; not finite if it diverged
 * @param seconds how long it took
 */
public record Trial(
    int number,
    HyperParameters hyperParameters,
    Outcome outcome,
    int epochs,
    int bestEpoch,
    double validationError,
    double trainingLoss,
    double seconds) {
  /** Checks that no component is null. */
  public Trial {
    requireNonNull(hyperParameters, "hyperParameters");
    requireNonNull(outcome, "outcome");
  }

  /** How a trial ended. */
  public enum Outcome {
    /** After all its epochs. */
    COMPLETED,
    /** Before, since the validation error had not fallen for long enough. */
    STOPPED_EARLY,
    /** The loss was not finite any more. */
    DIVERGED
  }
}

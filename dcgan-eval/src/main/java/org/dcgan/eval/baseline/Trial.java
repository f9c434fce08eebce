package org.dcgan.eval.baseline;

import static java.util.Objects.requireNonNull;

import org.apiguardian.api.API;

/**
 * The result of one trial.
 *
 * @param number the index of the trial, from 0
 * @param hyperParameters the hyperparameters of the training
 * @param outcome how the trial ended
 * @param epochs the number of epochs it was trained for
 * @param bestEpoch the epoch with the lowest validation error; 0 if there was no evaluation
 * @param validationError the error after that epoch, in [0, 1]; 1 if there was no evaluation
 * @param trainingLoss the mean cross-entropy of the last epoch, nats; not finite if it diverged
 * @param seconds the duration in seconds
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
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
    /** The trial ran for all its epochs. */
    COMPLETED,
    /** Early stopping: the validation error had not improved for several evaluations. */
    STOPPED_EARLY,
    /** The loss became NaN or infinite. */
    DIVERGED
  }
}

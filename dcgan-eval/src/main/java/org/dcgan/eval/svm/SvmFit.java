package org.dcgan.eval.svm;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.apiguardian.api.API;

/**
 * The result of fitting an SVM.
 *
 * @param classifier the fitted weights
 * @param c the weight of the loss
 * @param objectives each class's 1/2 |w|^2 + C sum max(0, 1 - y w.x)^2, where w includes the bias
 * @param gap the largest bound on the relative distance of an objective from its minimum
 * @param converged whether all objectives are within the requested gap
 * @param newtonSteps the number of Newton steps
 * @param passes the number of passes over the training rows
 * @param trainingAccuracy the share of training rows that are classified correctly, in [0, 1]
 * @param duration the duration of the fit
 */
@API(status = API.Status.STABLE, since = "0.1")
@SuppressWarnings("ArrayRecordComponent")
public record SvmFit(
    LinearClassifier classifier,
    double c,
    double[] objectives,
    double gap,
    boolean converged,
    int newtonSteps,
    int passes,
    double trainingAccuracy,
    Duration duration) {
  /** Checks that no component is null. */
  public SvmFit {
    requireNonNull(classifier, "classifier");
    requireNonNull(objectives, "objectives");
    requireNonNull(duration, "duration");
  }

  /**
   * The sum of all classes' objectives.
   *
   * @return at least 0
   */
  public double objective() {
    double sum = 0;
    for (double objective : objectives) {
      sum += objective;
    }
    return sum;
  }
}

package org.dcgan.eval.svm;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What came of fitting an SVM.
 *
 * @param classifier the weights
 * @param c the regularization that they belong to
 * @param objectives each class's 1/2 |w|^2 + C sum max(0, 1 - y w.x)^2, the bias being part of w
 * @param gap the largest bound on an objective's distance from its minimum, as a share of it
 * @param converged whether all objectives are within the gap that was asked for
 * @param newtonSteps how many
 * @param passes over the training rows
 * @param trainingAccuracy the share of rows that it takes for what they are, in [0, 1]
 * @param duration of the fit
 */
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

package org.dcgan.eval.svm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One class against the rest: weights, scores of all rows, and the current Newton step. All sums
 * are in double precision.
 */
final class OneClass {
  private static final int MOST_SEARCHES = 50;
  private static final double SEARCH_TOLERANCE = 1e-10;

  private final int number;
  private final double c;
  private final boolean[] positive;
  private final double[] weights;
  private final double[] scores;
  private final double[] gradient;
  private double objective;
  private double squaredGradient;
  private boolean stalled;

  // Conjugate gradients: the step, its change of the scores, the residual, the direction.
  private final double[] step;
  private final double[] change;
  private final double[] residual;
  private final double[] direction;
  private double squaredResidual;

  OneClass(int number, int[] labels, int width, double c, double @Nullable [] start) {
    this.number = number;
    this.c = c;
    this.positive = new boolean[labels.length];
    for (int i = 0; i < labels.length; i++) {
      positive[i] = labels[i] == number;
    }
    this.weights = start == null ? new double[width] : start.clone();
    this.scores = new double[labels.length];
    this.gradient = new double[width];
    this.step = new double[width];
    this.change = new double[labels.length];
    this.residual = new double[width];
    this.direction = new double[width];
  }

  int number() {
    return number;
  }

  boolean hasWeights() {
    return Arrays.stream(weights).anyMatch(w -> w != 0);
  }

  double[] weights() {
    return weights.clone();
  }

  double objective() {
    return objective;
  }

  double score(int row) {
    return scores[row];
  }

  boolean owns(int row) {
    return positive[row];
  }

  /** A bound on the relative distance of the objective from its minimum. */
  double gap() {
    if (!isFinite()) {
      return Double.POSITIVE_INFINITY;
    }
    return objective > 0 ? squaredGradient / 2 / objective : squaredGradient > 0 ? 1 : 0;
  }

  /** Whether no sum has overflowed. */
  boolean isFinite() {
    return Double.isFinite(objective)
        && Double.isFinite(squaredGradient)
        && Double.isFinite(squaredResidual);
  }

  boolean stalled() {
    return stalled;
  }

  private double target(int row) {
    return positive[row] ? 1 : -1;
  }

  /** Whether a row with this score contributes to the loss. */
  private boolean active(int row, double score) {
    return positive[row] ? score < 1 : score > -1;
  }

  void copyWeights(float[] vectors, int offset) {
    copy(weights, vectors, offset);
  }

  void takeScores(float[] values, int column, int columns) {
    for (int i = 0; i < scores.length; i++) {
      scores[i] = values[i * columns + column];
    }
  }

  /** The derivative of the loss with respect to each score. */
  void copySlopes(float[] slopes, int column, int columns) {
    for (int i = 0; i < scores.length; i++) {
      slopes[i * columns + column] =
          active(i, scores[i]) ? (float) (2 * c * (scores[i] - target(i))) : 0;
    }
  }

  void takeGradient(double[] sums, int offset) {
    double norm = 0;
    squaredGradient = 0;
    for (int j = 0; j < gradient.length; j++) {
      gradient[j] = weights[j] + sums[offset + j];
      squaredGradient += gradient[j] * gradient[j];
      norm += weights[j] * weights[j];
    }
    objective = norm / 2 + c * loss();
  }

  private double loss() {
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      if (active(i, scores[i])) {
        double error = scores[i] - target(i);
        sum += error * error;
      }
    }
    return sum;
  }

  void beginStep() {
    Arrays.fill(step, 0);
    Arrays.fill(change, 0);
    for (int j = 0; j < gradient.length; j++) {
      residual[j] = -gradient[j];
      direction[j] = residual[j];
    }
    squaredResidual = squaredGradient;
  }

  void copyDirection(float[] vectors, int offset) {
    copy(direction, vectors, offset);
  }

  /** The second derivative of the loss with respect to each score. */
  void copyCurvatures(float[] curvatures, int column, int columns) {
    for (int i = 0; i < scores.length; i++) {
      curvatures[i * columns + column] = active(i, scores[i]) ? (float) (2 * c) : 0;
    }
  }

  /** One iteration, given the Hessian's product with the direction, and the direction's scores. */
  void advance(double[] products, int offset, float[] values, int column, int columns) {
    double curvature = 0;
    for (int j = 0; j < direction.length; j++) {
      curvature += direction[j] * (direction[j] + products[offset + j]);
    }
    double length = squaredResidual / curvature;
    double next = 0;
    for (int j = 0; j < direction.length; j++) {
      step[j] += length * direction[j];
      residual[j] -= length * (direction[j] + products[offset + j]);
      next += residual[j] * residual[j];
    }
    for (int i = 0; i < change.length; i++) {
      change[i] += length * values[i * columns + column];
    }
    double turn = next / squaredResidual;
    for (int j = 0; j < direction.length; j++) {
      direction[j] = residual[j] + turn * direction[j];
    }
    squaredResidual = next;
  }

  /** The residual of conjugate gradients relative to the gradient. */
  double remaining() {
    return Math.sqrt(squaredResidual / squaredGradient);
  }

  /** Moves along the step to the lowest point. */
  void endStep(double leastGain) {
    double along = 0;
    double squared = 0;
    for (int j = 0; j < step.length; j++) {
      along += weights[j] * step[j];
      squared += step[j] * step[j];
    }
    double length = lowest(along, squared);
    double before = objective;
    for (int j = 0; j < step.length; j++) {
      weights[j] += length * step[j];
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] += length * change[i];
    }
    double norm = 0;
    for (double weight : weights) {
      norm += weight * weight;
    }
    objective = norm / 2 + c * loss();
    stalled = !(before - objective > leastGain * before);
  }

  /**
   * The step length with the lowest objective. The objective's derivative along the step is
   * continuous, piecewise linear and increasing, so that Newton's method within a bracket finds its
   * zero.
   */
  private double lowest(double along, double squared) {
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    double length = 1;
    double first = Double.NaN;
    for (int search = 0; search < MOST_SEARCHES; search++) {
      double slope = along + length * squared;
      double curvature = squared;
      for (int i = 0; i < scores.length; i++) {
        double score = scores[i] + length * change[i];
        if (active(i, score)) {
          slope += 2 * c * (score - target(i)) * change[i];
          curvature += 2 * c * change[i] * change[i];
        }
      }
      if (Double.isNaN(first)) {
        first = Math.max(Math.abs(slope), curvature);
      }
      if (slope == 0 || curvature == 0 || Math.abs(slope) <= SEARCH_TOLERANCE * first) {
        break;
      }
      if (slope > 0) {
        high = length;
      } else {
        low = length;
      }
      double next = length - slope / curvature;
      length =
          next > low && next < high
              ? next
              : high < Double.POSITIVE_INFINITY ? (low + high) / 2 : 2 * length;
    }
    return length;
  }

  private static void copy(double[] values, float[] target, int offset) {
    for (int j = 0; j < values.length; j++) {
      target[offset + j] = (float) values[j];
    }
  }
}

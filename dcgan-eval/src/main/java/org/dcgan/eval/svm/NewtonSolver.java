package org.dcgan.eval.svm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.progress.ProgressListener;
import org.dcgan.tensorflow.compute.TallMatrix;
import org.jspecify.annotations.Nullable;

/**
 * Newton's method for all classes together. The objective is quadratic as long as the set of rows
 * with a loss does not change, so that few steps are needed. Each step is computed by conjugate
 * gradients, whose iterations take one pass over the rows for all classes, and its length by an
 * exact line search, which takes no pass.
 *
 * <p>All eigenvalues of the objective's Hessian are at least 1. The objective therefore exceeds its
 * minimum by at most half the squared norm of the gradient, which bounds the gap.
 */
final class NewtonSolver {
  /** Conjugate gradients stop when the residual is at most this share of the gradient. */
  private static final double FORCING = 0.1;

  private static final int MOST_ITERATIONS_A_STEP = 100;

  /** A step with a smaller relative gain is within float32's rounding error. */
  private static final double LEAST_GAIN = 1e-9;

  private final TallMatrix matrix;
  private final int rows;
  private final int classes;
  private final SvmOptions options;
  private final List<OneClass> all = new ArrayList<>();
  private int passes;
  private int steps;

  /** The result of solving. */
  @SuppressWarnings("ArrayRecordComponent")
  record Outcome(
      double[][] weights,
      double[] objectives,
      double gap,
      int newtonSteps,
      int passes,
      double accuracy) {}

  NewtonSolver(
      TallMatrix matrix,
      int[] labels,
      int classes,
      double c,
      SvmOptions options,
      double @Nullable [][] start) {
    this.matrix = matrix;
    this.rows = labels.length;
    this.classes = classes;
    this.options = options;
    for (int k = 0; k < classes; k++) {
      all.add(new OneClass(k, labels, matrix.columns(), c, start == null ? null : start[k]));
    }
  }

  /** Thrown if products of features, C and weights overflow. */
  static final class OverflowException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private void requireFinite(List<OneClass> some) throws OverflowException {
    if (!some.stream().allMatch(OneClass::isFinite)) {
      throw new OverflowException();
    }
  }

  Outcome solve(ProgressListener.Task task) throws IOException, OverflowException {
    if (all.stream().anyMatch(OneClass::hasWeights)) {
      computeScores(all);
    }
    // Scores are updated from step to step; the returned gap is computed from fresh scores.
    boolean fresh = true;
    List<OneClass> open = new ArrayList<>(all);
    while (true) {
      computeGradients(open);
      requireFinite(open);
      open.removeIf(one -> one.gap() <= options.gap() || one.stalled());
      task.note(String.format(java.util.Locale.ROOT, "gap %.1e", gap()));
      if (open.isEmpty() || passes >= options.passes()) {
        if (fresh) {
          break;
        }
        computeScores(all);
        fresh = true;
        open = new ArrayList<>(all);
        continue;
      }
      step(open, task);
      fresh = false;
    }
    double[][] weights = new double[classes][];
    double[] objectives = new double[classes];
    for (OneClass one : all) {
      weights[one.number()] = one.weights();
      objectives[one.number()] = one.objective();
    }
    return new Outcome(weights, objectives, gap(), steps, passes, accuracy());
  }

  /** The training accuracy, from fresh scores; of equal scores the lower label is predicted. */
  private double accuracy() {
    int correct = 0;
    for (int i = 0; i < rows; i++) {
      OneClass best = all.get(0);
      for (OneClass one : all) {
        best = one.score(i) > best.score(i) ? one : best;
      }
      correct += best.owns(i) ? 1 : 0;
    }
    return (double) correct / rows;
  }

  private double gap() {
    return all.stream().mapToDouble(OneClass::gap).max().orElseThrow();
  }

  private void computeScores(List<OneClass> some) throws IOException {
    int width = matrix.columns();
    float[] vectors = new float[some.size() * width];
    for (int q = 0; q < some.size(); q++) {
      some.get(q).copyWeights(vectors, q * width);
    }
    float[] scores = matrix.times(vectors, some.size());
    passes++;
    for (int q = 0; q < some.size(); q++) {
      some.get(q).takeScores(scores, q, some.size());
    }
  }

  private void computeGradients(List<OneClass> some) throws IOException {
    float[] slopes = new float[rows * some.size()];
    for (int q = 0; q < some.size(); q++) {
      some.get(q).copySlopes(slopes, q, some.size());
    }
    double[] sums = matrix.transposedTimes(slopes, some.size());
    passes++;
    for (int q = 0; q < some.size(); q++) {
      some.get(q).takeGradient(sums, q * matrix.columns());
    }
  }

  private void step(List<OneClass> open, ProgressListener.Task task)
      throws IOException, OverflowException {
    int width = matrix.columns();
    open.forEach(OneClass::beginStep);
    List<OneClass> busy = new ArrayList<>(open);
    for (int i = 0; !busy.isEmpty() && i < MOST_ITERATIONS_A_STEP; i++) {
      int count = busy.size();
      float[] vectors = new float[count * width];
      float[] weights = new float[rows * count];
      float[] scores = new float[rows * count];
      for (int q = 0; q < count; q++) {
        busy.get(q).copyDirection(vectors, q * width);
        busy.get(q).copyCurvatures(weights, q, count);
      }
      double[] products = matrix.gramTimes(vectors, weights, count, scores);
      passes++;
      task.advance(1);
      for (int q = 0; q < count; q++) {
        busy.get(q).advance(products, q * width, scores, q, count);
      }
      requireFinite(busy);
      busy.removeIf(one -> one.remaining() <= FORCING);
      if (passes >= options.passes()) {
        break;
      }
    }
    open.forEach(one -> one.endStep(LEAST_GAIN));
    requireFinite(open);
    steps++;
  }
}

package org.dcgan.eval.inspect;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.apiguardian.api.API;
import org.dcgan.eval.matrix.FiniteRows;
import org.dcgan.feature.Features;
import org.dcgan.internal.Problems;

/**
 * Logistic regression with a quadratic penalty: minimizes w.w / 2 + C times the sum over rows of
 * log(1 + exp(-y (w.x + b))), the intercept b not penalized. It is fitted by L-BFGS (Liu and
 * Nocedal, 1989); the minimum is unique. Sums are in double precision and in the same order for any
 * number of threads. Immutable.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class LogisticRegression {
  private static final int MEMORY = 10;
  private static final int BLOCK = 256;
  private static final double SUFFICIENT = 1e-4;

  private final double[] weights;
  private final double bias;
  private final int iterations;

  private LogisticRegression(double[] weights, double bias, int iterations) {
    this.weights = weights;
    this.bias = bias;
    this.iterations = iterations;
  }

  /**
   * Options of the fit.
   *
   * @param c the weight of the loss, above 0; smaller values regularize more strongly
   * @param tolerance the norm of the gradient, relative to that at 0, at which the fit ends, above
   *     0
   * @param maxIterations the largest number of iterations, at least 1
   */
  public record Options(double c, double tolerance, int maxIterations) {
    /** C of 1, a tolerance of 1e-6 and at most 1,000 iterations. */
    public static final Options DEFAULT = new Options(1, 1e-6, 1000);

    /** Checks the ranges. */
    public Options {
      new Problems()
          .require(c > 0 && Double.isFinite(c), "c must be above 0, got %s", c)
          .require(tolerance > 0, "tolerance must be above 0, got %s", tolerance)
          .require(maxIterations >= 1, "maxIterations must be at least 1, got %d", maxIterations)
          .throwIfAny("invalid LogisticRegression.Options");
    }
  }

  /**
   * Fits a model.
   *
   * @param rows float32 [n, dim], finite
   * @param positive whether each row belongs to the class; at least one row does and one does not
   * @param options options of the fit
   * @return the fitted model
   * @throws IllegalArgumentException if the lengths differ, all rows or no rows belong to the
   *     class, or a value or the result is not finite
   */
  public static LogisticRegression fit(Features rows, boolean[] positive, Options options) {
    requireNonNull(rows, "rows");
    requireNonNull(positive, "positive");
    requireNonNull(options, "options");

    checkArgument(
        positive.length == rows.count(),
        "expected a class for each of %s rows, got %s",
        rows.count(),
        positive.length);
    int members = 0;
    for (boolean p : positive) {
      members += p ? 1 : 0;
    }
    checkArgument(
        members >= 1 && members < positive.length,
        "logistic regression needs rows inside and outside of the class, got %s inside and %s"
            + " outside",
        members,
        positive.length - members);
    FiniteRows.require(rows, "logistic regression");
    LogisticRegression fitted = new Solver(rows, positive, options).solve();
    checkArgument(
        Double.isFinite(dotOfOnes(fitted)),
        "the fitted weights are not finite with C %s; scale the features to deviations of about 1,"
            + " or choose a smaller C",
        options.c());
    return fitted;
  }

  private static double dotOfOnes(LogisticRegression fitted) {
    return fitted.bias + Arrays.stream(fitted.weights).sum();
  }

  /**
   * The weight of a column.
   *
   * @param column 0 to the dimension - 1
   * @return positive if larger values make the class more likely
   */
  public double weight(int column) {
    return weights[column];
  }

  /**
   * All weights.
   *
   * @return a copy
   */
  public double[] weights() {
    return weights.clone();
  }

  /**
   * The intercept.
   *
   * @return b
   */
  public double bias() {
    return bias;
  }

  /**
   * The number of iterations.
   *
   * @return at least 0
   */
  public int iterations() {
    return iterations;
  }

  /**
   * The score of a row.
   *
   * @param row a row of the fitted dimension
   * @return w.x + b; positive for the class
   */
  public double score(float[] row) {
    requireNonNull(row, "row");

    checkArgument(
        row.length == weights.length, "expected %s values, got %s", weights.length, row.length);
    double sum = bias;
    for (int i = 0; i < row.length; i++) {
      sum += weights[i] * row[i];
    }
    return sum;
  }

  /**
   * The scores of rows.
   *
   * @param rows rows of the fitted dimension
   * @return w.x + b for each row
   */
  public double[] scores(Features rows) {
    requireNonNull(rows, "rows");

    return IntStream.range(0, rows.count()).mapToDouble(i -> score(rows.row(i))).toArray();
  }

  /** Minimizes over the weights, then the intercept, in one array. */
  private static final class Solver {
    private final Features rows;
    private final boolean[] positive;
    private final Options options;
    private final int dim;

    Solver(Features rows, boolean[] positive, Options options) {
      this.rows = rows;
      this.positive = positive;
      this.options = options;
      this.dim = rows.dim();
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Step(double[] moved, double[] change, double curvature) {}

    LogisticRegression solve() {
      double[] at = new double[dim + 1];
      double[] gradient = new double[dim + 1];
      double value = evaluate(at, gradient);
      double enough = options.tolerance() * norm(gradient);
      Deque<Step> steps = new ArrayDeque<>();
      int iteration = 0;
      while (norm(gradient) > enough && iteration < options.maxIterations()) {
        double[] direction = direction(gradient, steps);
        double slope = dot(direction, gradient);
        double length = steps.isEmpty() ? 1 / Math.max(1, norm(gradient)) : 1;
        double[] next = new double[dim + 1];
        double[] nextGradient = new double[dim + 1];
        double nextValue = Double.POSITIVE_INFINITY;
        // Halving finds a lower point, since the function is smooth and convex and the direction is
        // a
        // descent direction.
        for (int tries = 0; tries < 60; tries++) {
          for (int i = 0; i <= dim; i++) {
            next[i] = at[i] + length * direction[i];
          }
          nextValue = evaluate(next, nextGradient);
          if (nextValue <= value + SUFFICIENT * length * slope) {
            break;
          }
          length /= 2;
        }
        if (!(nextValue < value)) {
          break; // as low as double precision goes
        }
        remember(steps, at, next, gradient, nextGradient);
        at = next;
        gradient = nextGradient;
        value = nextValue;
        iteration++;
      }
      return new LogisticRegression(Arrays.copyOf(at, dim), at[dim], iteration);
    }

    private static void remember(
        Deque<Step> steps, double[] at, double[] next, double[] before, double[] after) {
      double[] moved = new double[at.length];
      double[] change = new double[at.length];
      for (int i = 0; i < at.length; i++) {
        moved[i] = next[i] - at[i];
        change[i] = after[i] - before[i];
      }
      double curvature = dot(moved, change);
      if (curvature > 0) {
        steps.addLast(new Step(moved, change, curvature));
        if (steps.size() > MEMORY) {
          steps.removeFirst();
        }
      }
    }

    private static double[] direction(double[] gradient, Deque<Step> steps) {
      double[] direction = new double[gradient.length];
      for (int i = 0; i < direction.length; i++) {
        direction[i] = -gradient[i];
      }
      double[] alphas = new double[steps.size()];
      int k = steps.size();
      for (Iterator<Step> newest = steps.descendingIterator(); newest.hasNext(); ) {
        Step step = newest.next();
        alphas[--k] = dot(step.moved(), direction) / step.curvature();
        add(direction, -alphas[k], step.change());
      }
      if (!steps.isEmpty()) {
        Step last = steps.getLast();
        double scale = last.curvature() / dot(last.change(), last.change());
        for (int i = 0; i < direction.length; i++) {
          direction[i] *= scale;
        }
      }
      for (Step step : steps) {
        double beta = dot(step.change(), direction) / step.curvature();
        add(direction, alphas[k++] - beta, step.moved());
      }
      return direction;
    }

    /** Returns the function's value and writes its gradient into an array. */
    private double evaluate(double[] at, double[] gradient) {
      int blocks = (rows.count() + BLOCK - 1) / BLOCK;
      double[][] parts = new double[blocks][];
      IntStream.range(0, blocks).parallel().forEach(block -> parts[block] = part(at, block));
      double value = 0;
      for (int i = 0; i < dim; i++) {
        value += at[i] * at[i] / 2;
        gradient[i] = at[i];
      }
      gradient[dim] = 0;
      for (double[] part : parts) {
        add(gradient, 1, part);
        value += part[dim + 1];
      }
      return value;
    }

    private double[] part(double[] at, int block) {
      double[] sums = new double[dim + 2];
      int end = Math.min(rows.count(), (block + 1) * BLOCK);
      for (int n = block * BLOCK; n < end; n++) {
        float[] row = rows.row(n);
        double score = at[dim];
        for (int i = 0; i < dim; i++) {
          score += at[i] * row[i];
        }
        double margin = positive[n] ? score : -score;
        // log(1 + exp(-m)) without overflow.
        sums[dim + 1] +=
            options.c() * (Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin))));
        double pull = options.c() * (positive[n] ? -1 : 1) / (1 + Math.exp(margin));
        for (int i = 0; i < dim; i++) {
          sums[i] += pull * row[i];
        }
        sums[dim] += pull;
      }
      return sums;
    }

    private static void add(double[] to, double factor, double[] values) {
      for (int i = 0; i < to.length; i++) {
        to[i] += factor * values[i];
      }
    }

    private static double dot(double[] a, double[] b) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        sum += a[i] * b[i];
      }
      return sum;
    }

    private static double norm(double[] values) {
      return Math.sqrt(dot(values, values));
    }
  }
}

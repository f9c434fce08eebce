package org.dcgan.eval.svm;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apiguardian.api.API;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.progress.ProgressListener;
import org.dcgan.tensorflow.compute.TallMatrix;
import org.jspecify.annotations.Nullable;

/**
 * Fits linear SVMs with squared hinge loss to a table of features: for each class against the rest,
 * the w that minimizes
 *
 * <pre>1/2 |w|^2 + C sum over rows of max(0, 1 - y w.x)^2</pre>
 *
 * where the last feature of x is 1, so that the last element of w is the bias, regularized like the
 * other weights. This is LIBLINEAR's objective (solvers 1 and 2 with bias 1), and that of sklearn's
 * LinearSVC, which the authors use (svhn/svhn_semisup_analysis.py:136).
 *
 * <p>All classes are fitted together, by Newton's method with conjugate gradients and exact line
 * searches (Keerthi and DeCoste, 2005), until the gradient proves, by strong convexity, that the
 * relative gap to the minimum is reached.
 *
 * <pre>{@code
 * try (L2Svm svm = L2Svm.on(training, SvmOptions.DEFAULT)) {
 *   double accuracy = svm.fit(0.001).classifier().evaluate(test).accuracy();
 * }
 * }</pre>
 *
 * <p>An instance holds the rows in native memory, so that later fits, which start from the weights
 * of the last one, do not read them again. It must be closed and is not thread-safe.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class L2Svm implements AutoCloseable {
  private final FeatureTable table;
  private final SvmOptions options;
  private final TallMatrix matrix;
  private final int[] labels;
  private final ProgressListener progress;
  private double @Nullable [][] weights;

  private L2Svm(FeatureTable table, SvmOptions options, ProgressListener progress) {
    this.table = table;
    this.options = options;
    this.progress = progress;
    this.labels = table.labels();
    checkLabels();
    this.matrix = TallMatrix.withOnes(table, options.memory(), options.runtime());
  }

  /**
   * Creates an SVM with weights of zero.
   *
   * @param table rows of at least two classes, which must not be closed before the SVM
   * @param options how it is fitted
   * @return the SVM
   * @throws IllegalArgumentException if all rows have the same class, or a label is out of range
   */
  public static L2Svm on(FeatureTable table, SvmOptions options) {
    return on(table, options, ProgressListener.none());
  }

  /**
   * Creates an SVM with weights of zero.
   *
   * @param table rows of at least two classes, which must not be closed before the SVM
   * @param options how it is fitted
   * @param progress receives passes over the rows
   * @return the SVM
   * @throws IllegalArgumentException if all rows have the same class, or a label is out of range
   */
  public static L2Svm on(FeatureTable table, SvmOptions options, ProgressListener progress) {
    requireNonNull(table, "table");
    requireNonNull(options, "options");
    requireNonNull(progress, "progress");

    return new L2Svm(table, options, progress);
  }

  /**
   * Fits one SVM.
   *
   * @param table rows of at least two classes
   * @param c the weight of the loss, above 0
   * @return the fit
   * @throws IllegalArgumentException if all rows have the same class, C is not positive, or a
   *     feature is not finite or so large that the objective is not
   * @throws IOException if rows cannot be read
   */
  public static SvmFit train(FeatureTable table, double c) throws IOException {
    return train(table, c, SvmOptions.DEFAULT);
  }

  /**
   * Fits one SVM.
   *
   * @param table rows of at least two classes
   * @param c the weight of the loss, above 0
   * @param options how it is fitted
   * @return the fit
   * @throws IllegalArgumentException if all rows have the same class, C is not positive, or a
   *     feature is not finite or so large that the objective is not
   * @throws IOException if rows cannot be read
   */
  public static SvmFit train(FeatureTable table, double c, SvmOptions options) throws IOException {
    requireNonNull(table, "table");
    requireNonNull(options, "options");

    try (L2Svm svm = on(table, options)) {
      return svm.fit(c);
    }
  }

  private void checkLabels() {
    int classes = table.classNames().size();
    checkArgument(
        table.rows() >= 2 && classes >= 2,
        "an SVM needs at least 2 rows and 2 classes, got %s rows and the classes %s; choose a source"
            + " with labels, or label its images with Dataset.labeled",
        table.rows(),
        printable(table.classNames()));
    for (int row = 0; row < labels.length; row++) {
      checkArgument(
          labels[row] >= 0 && labels[row] < classes,
          "the label of row %s is %s, expected 0 to %s; leave out rows without a label with subset",
          row,
          labels[row],
          classes - 1);
    }
    checkArgument(
        IntStream.of(labels).anyMatch(label -> label != labels[0]),
        "all %s rows have the class %s; an SVM needs rows of at least two classes",
        labels.length,
        printable(table.classNames().get(labels[0])));
  }

  /**
   * Fits the SVM, starting from the last fit's weights, or from zero. The start does not affect the
   * result beyond the gap.
   *
   * @param c the weight of the loss, above 0
   * @return the fit
   * @throws IllegalArgumentException if C is not positive, or a feature is not finite or so large
   *     that the objective is not
   * @throws IOException if rows cannot be read
   */
  @CanIgnoreReturnValue
  public SvmFit fit(double c) throws IOException {
    checkArgument(c > 0 && c < Double.POSITIVE_INFINITY, "C must be above 0, got %s", c);
    long began = System.nanoTime();
    NewtonSolver solver =
        new NewtonSolver(matrix, labels, table.classNames().size(), c, options, weights);
    NewtonSolver.Outcome outcome;
    try (ProgressListener.Task task = progress.start("fitting an SVM, C " + c, 0, "passes")) {
      outcome = solver.solve(task);
    } catch (NewtonSolver.OverflowException e) {
      throw overflow(c);
    }
    weights = outcome.weights();
    return new SvmFit(
        LinearClassifier.of(table.classNames(), outcome.weights()),
        c,
        outcome.objectives(),
        outcome.gap(),
        outcome.gap() <= options.gap(),
        outcome.newtonSteps(),
        outcome.passes(),
        outcome.accuracy(),
        Duration.ofNanos(System.nanoTime() - began));
  }

  private IllegalArgumentException overflow(double c) throws IOException {
    int atRow = 0;
    int atColumn = 0;
    float largest = 0;
    for (int row = 0; row < table.rows(); row++) {
      float[] values = table.row(row);
      for (int column = 0; column < values.length; column++) {
        if (Math.abs(values[column]) > Math.abs(largest)) {
          largest = values[column];
          atRow = row;
          atColumn = column;
        }
      }
    }
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "the SVM's objective is not finite with C %s and these features: the largest is %s, in"
                + " row %d, column %d, and products of such numbers exceed what float32 can hold."
                + " Scale the features to deviations of about 1, for example with FeatureScaler,"
                + " or choose a smaller C",
            c,
            largest,
            atRow,
            atColumn));
  }

  /** Releases native memory. Closing it again has no effect. */
  @Override
  public void close() {
    matrix.close();
  }
}

package org.dcgan.eval.svm;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.util.List;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.tensorflow.compute.TallMatrix;

/**
 * Holds many classifiers against the same labeled rows, which stay in native memory between them as
 * far as they fit: close it.
 */
public final class ClassifierEvaluator implements AutoCloseable {
  private final List<String> classNames;
  private final int[] labels;
  private final TallMatrix matrix;

  private ClassifierEvaluator(FeatureTable table, SvmOptions options) {
    this.classNames = table.classNames();
    this.labels = table.labels();
    this.matrix = TallMatrix.withOnes(table, options.memory(), options.runtime());
  }

  /**
   * A judge.
   *
   * @param table features with labels; must not be closed before this
   * @param options how much memory it may hold, and how many threads use
   * @return the judge
   */
  public static ClassifierEvaluator on(FeatureTable table, SvmOptions options) {
    requireNonNull(table, "table");
    requireNonNull(options, "options");

    return new ClassifierEvaluator(table, options);
  }

  /**
   * Holds predictions against labels.
   *
   * @param classifier of the same classes and as many features
   * @return what was taken for what
   * @throws IllegalArgumentException if rows are of another length, classes are others, or a
   *     feature is not finite
   * @throws IOException if rows cannot be read
   */
  public ConfusionMatrix evaluate(LinearClassifier classifier) throws IOException {
    requireNonNull(classifier, "classifier");

    checkArgument(
        classNames.equals(classifier.classNames()),
        "this classifier knows the classes %s, but the rows are of %s",
        printable(classifier.classNames()),
        printable(classNames));
    return ConfusionMatrix.of(classNames, labels, classifier.predict(matrix));
  }

  /** Releases native memory. Doing so again does nothing. */
  @Override
  public void close() {
    matrix.close();
  }
}

package org.dcgan.eval.svm;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.tensorflow.compute.TallMatrix;

/**
 * Evaluates classifiers on the same labeled rows, which stay in native memory between evaluations
 * as far as they fit. It must be closed.
 */
@API(status = API.Status.STABLE, since = "0.1")
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
   * Creates an evaluator.
   *
   * @param table features with labels, which must not be closed before the evaluator
   * @param options the memory that it may hold and the number of threads
   * @return the evaluator
   */
  public static ClassifierEvaluator on(FeatureTable table, SvmOptions options) {
    requireNonNull(table, "table");
    requireNonNull(options, "options");

    return new ClassifierEvaluator(table, options);
  }

  /**
   * Compares predictions with labels.
   *
   * @param classifier a classifier of the same classes and the same number of features
   * @return the counts of predictions
   * @throws IllegalArgumentException if rows have another length, the classes differ, or a feature
   *     is not finite
   * @throws IOException if rows cannot be read
   */
  public ConfusionMatrix evaluate(LinearClassifier classifier) throws IOException {
    requireNonNull(classifier, "classifier");

    checkArgument(
        classNames.equals(classifier.classNames()),
        "this classifier has the classes %s, but the rows have %s; evaluate it on rows of the same"
            + " dataset",
        printable(classifier.classNames()),
        printable(classNames));
    return ConfusionMatrix.of(classNames, labels, classifier.predict(matrix));
  }

  /** Releases native memory. Closing it again has no effect. */
  @Override
  public void close() {
    matrix.close();
  }
}

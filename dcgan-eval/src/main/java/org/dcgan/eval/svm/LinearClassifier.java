package org.dcgan.eval.svm;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.RuntimeOptions;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.eval.internal.FeatureRows;
import org.dcgan.feature.Features;
import org.dcgan.feature.RowSource;
import org.dcgan.tensorflow.compute.TallMatrix;

/**
 * A linear classifier: a linear function of features for each class, the largest of which decides.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class LinearClassifier {
  private final List<String> classNames;
  private final int dimension;
  private final float[] weights;
  private final float[] biases;

  LinearClassifier(List<String> classNames, int dimension, float[] weights, float[] biases) {
    this.classNames = List.copyOf(classNames);
    this.dimension = dimension;
    this.weights = weights;
    this.biases = biases;
  }

  /** Creates a classifier from weights with the bias last. */
  static LinearClassifier of(List<String> classNames, double[][] vectors) {
    int dimension = vectors[0].length - 1;
    float[] weights = new float[Math.multiplyExact(vectors.length, dimension)];
    float[] biases = new float[vectors.length];
    for (int k = 0; k < vectors.length; k++) {
      for (int j = 0; j < dimension; j++) {
        weights[k * dimension + j] = (float) vectors[k][j];
      }
      biases[k] = (float) vectors[k][dimension];
    }
    return new LinearClassifier(classNames, dimension, weights, biases);
  }

  /**
   * The names of the classes, in the order of their labels.
   *
   * @return at least two
   */
  public List<String> classNames() {
    return classNames;
  }

  /**
   * The number of features in a row.
   *
   * @return at least 1
   */
  public int dimension() {
    return dimension;
  }

  /**
   * The weights of a class.
   *
   * @param label the label of the class
   * @return one weight for each feature, in a new array
   * @throws IndexOutOfBoundsException if there is no such class
   */
  public float[] weights(int label) {
    checkElementIndex(label, classNames.size(), "label");
    return java.util.Arrays.copyOfRange(weights, label * dimension, (label + 1) * dimension);
  }

  /**
   * The bias of a class.
   *
   * @param label the label of the class
   * @return the constant term of its linear function
   * @throws IndexOutOfBoundsException if there is no such class
   */
  public float bias(int label) {
    return biases[checkElementIndex(label, classNames.size(), "label")];
  }

  /**
   * The scores of each row for each class.
   *
   * @param rows features, {@link #dimension()} in a row; all of them are read once
   * @return [rows, classes]; positive for a class, negative for the rest
   * @throws IllegalArgumentException if rows have another length, or a feature is not finite or so
   *     large that a score is not
   * @throws IOException if rows cannot be read
   */
  public float[] scores(RowSource rows) throws IOException {
    return scores(rows, RuntimeOptions.DEFAULT);
  }

  /**
   * The scores of each row for each class, with a choice of device and threads.
   *
   * @param rows features, {@link #dimension()} in a row; all of them are read once
   * @param runtime device and threads
   * @return [rows, classes]; positive for a class, negative for the rest
   * @throws IllegalArgumentException if rows have another length, or a feature is not finite or so
   *     large that a score is not
   * @throws IOException if rows cannot be read
   */
  public float[] scores(RowSource rows, RuntimeOptions runtime) throws IOException {
    requireNonNull(rows, "rows");
    requireNonNull(runtime, "runtime");

    try (TallMatrix matrix = TallMatrix.withOnes(rows, 0, runtime)) {
      return scores(matrix);
    }
  }

  private float[] scores(TallMatrix matrix) throws IOException {
    int width = dimension + 1;
    checkArgument(
        matrix.columns() == width,
        "this classifier was fitted to rows of %s features, got rows of %s; use the extractor that"
            + " it was fitted with",
        dimension,
        matrix.columns() - 1);
    float[] vectors = new float[classNames.size() * width];
    for (int k = 0; k < classNames.size(); k++) {
      System.arraycopy(weights, k * dimension, vectors, k * width, dimension);
      vectors[(k + 1) * width - 1] = biases[k];
    }
    float[] scores = matrix.times(vectors, classNames.size());
    for (int i = 0; i < scores.length; i++) {
      checkArgument(
          Float.isFinite(scores[i]),
          "the score of row %s for class %s is %s: its features are too large for float32; scale"
              + " them like those that the classifier was fitted to",
          i / classNames.size(),
          printable(classNames.get(i % classNames.size())),
          scores[i]);
    }
    return scores;
  }

  /**
   * Predicts the class of each row.
   *
   * @param rows features, {@link #dimension()} in a row
   * @return labels; of equal scores the lower label
   * @throws IllegalArgumentException if rows have another length, or a feature is not finite or so
   *     large that a score is not
   * @throws IOException if rows cannot be read
   */
  public int[] predict(RowSource rows) throws IOException {
    return predict(rows, RuntimeOptions.DEFAULT);
  }

  /**
   * Predicts the class of each row, with a choice of device and threads.
   *
   * @param rows features, {@link #dimension()} in a row
   * @param runtime device and threads
   * @return labels; of equal scores the lower label
   * @throws IllegalArgumentException if rows have another length, or a feature is not finite or so
   *     large that a score is not
   * @throws IOException if rows cannot be read
   */
  public int[] predict(RowSource rows, RuntimeOptions runtime) throws IOException {
    return largest(scores(rows, runtime));
  }

  int[] predict(TallMatrix matrix) throws IOException {
    return largest(scores(matrix));
  }

  private int[] largest(float[] scores) {
    int classes = classNames.size();
    int[] labels = new int[scores.length / classes];
    for (int i = 0; i < labels.length; i++) {
      for (int k = 1; k < classes; k++) {
        if (scores[i * classes + k] > scores[i * classes + labels[i]]) {
          labels[i] = k;
        }
      }
    }
    return labels;
  }

  /**
   * Predicts the class of each row.
   *
   * @param features {@link #dimension()} features in a row
   * @return labels
   * @throws IllegalArgumentException if rows have another length, or a feature is not finite or so
   *     large that a score is not
   */
  public int[] predict(Features features) {
    requireNonNull(features, "features");

    try {
      return predict(new FeatureRows(features));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /**
   * Compares predictions with labels.
   *
   * @param table features with labels of the same classes
   * @return the counts of predictions
   * @throws IllegalArgumentException if rows have another length, the classes differ, or a feature
   *     is not finite or so large that a score is not
   * @throws IOException if rows cannot be read
   */
  public ConfusionMatrix evaluate(FeatureTable table) throws IOException {
    return evaluate(table, RuntimeOptions.DEFAULT);
  }

  /**
   * Compares predictions with labels, with a choice of device and threads.
   *
   * @param table features with labels of the same classes
   * @param runtime device and threads
   * @return the counts of predictions
   * @throws IllegalArgumentException if rows have another length, the classes differ, or a feature
   *     is not finite or so large that a score is not
   * @throws IOException if rows cannot be read
   */
  public ConfusionMatrix evaluate(FeatureTable table, RuntimeOptions runtime) throws IOException {
    requireNonNull(table, "table");
    requireNonNull(runtime, "runtime");

    checkArgument(
        table.classNames().equals(classNames),
        "this classifier has the classes %s, but the table has %s; evaluate it on rows of the same"
            + " dataset",
        printable(classNames),
        printable(table.classNames()));
    return ConfusionMatrix.of(classNames, table.labels(), predict(table, runtime));
  }

  /**
   * Writes the classifier to a folder: an .npy array and a manifest with its checksum.
   *
   * @param folder the folder; created if it is missing, an existing classifier is replaced
   * @throws IOException if it cannot be written
   */
  public void save(Path folder) throws IOException {
    requireNonNull(folder, "folder");

    ClassifierFiles.save(folder, this);
  }

  /**
   * Opens a saved classifier.
   *
   * @param folder a folder that {@link #save} wrote
   * @return the classifier
   * @throws org.dcgan.ModelFormatException if the folder is not a saved classifier, or is damaged
   * @throws IOException if it cannot be read
   */
  public static LinearClassifier load(Path folder) throws IOException {
    requireNonNull(folder, "folder");

    return ClassifierFiles.load(folder);
  }

  float[] allWeights() {
    return weights.clone();
  }

  float[] allBiases() {
    return biases.clone();
  }
}

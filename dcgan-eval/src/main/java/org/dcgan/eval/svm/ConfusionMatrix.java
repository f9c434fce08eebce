package org.dcgan.eval.svm;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.util.List;
import org.apiguardian.api.API;

/**
 * The number of images of each true class that were predicted as each class.
 *
 * @param classNames the classes, in the order of their labels
 * @param counts by true label, then by predicted label
 */
@API(status = API.Status.STABLE, since = "0.1")
public record ConfusionMatrix(List<String> classNames, List<List<Integer>> counts) {

  /** Copies, and checks that the counts are square. */
  public ConfusionMatrix {
    requireNonNull(classNames, "classNames");
    requireNonNull(counts, "counts");

    classNames = List.copyOf(classNames);
    counts = counts.stream().map(List::copyOf).toList();
    int classes = classNames.size();
    checkArgument(
        counts.size() == classes && counts.stream().allMatch(row -> row.size() == classes),
        "%s classes need as many rows and columns of counts, got %s",
        classes,
        counts);
  }

  /**
   * Counts predictions.
   *
   * @param classNames the classes
   * @param labels the true labels
   * @param predicted the predicted labels, one for each true label
   * @return the counts
   * @throws IllegalArgumentException if the lengths differ, or a label is out of range
   */
  public static ConfusionMatrix of(List<String> classNames, int[] labels, int[] predicted) {
    requireNonNull(classNames, "classNames");
    requireNonNull(labels, "labels");
    requireNonNull(predicted, "predicted");

    checkArgument(
        labels.length == predicted.length,
        "%s labels need one prediction each, got %s predictions",
        labels.length,
        predicted.length);
    int classes = classNames.size();
    Integer[][] counts = new Integer[classes][classes];
    for (Integer[] row : counts) {
      java.util.Arrays.fill(row, 0);
    }
    for (int i = 0; i < labels.length; i++) {
      checkArgument(
          labels[i] >= 0 && labels[i] < classes && predicted[i] >= 0 && predicted[i] < classes,
          "row %s has label %s and prediction %s, expected both from 0 to %s (rows without a label"
              + " cannot be evaluated)",
          i,
          labels[i],
          predicted[i],
          classes - 1);
      counts[labels[i]][predicted[i]]++;
    }
    return new ConfusionMatrix(classNames, java.util.Arrays.stream(counts).map(List::of).toList());
  }

  /**
   * Adds matrices.
   *
   * @param matrices at least one, all of the same classes
   * @return the sum of each count
   */
  public static ConfusionMatrix sum(List<ConfusionMatrix> matrices) {
    requireNonNull(matrices, "matrices");

    checkArgument(!matrices.isEmpty(), "nothing to add up: got no confusion matrices");
    List<String> names = matrices.get(0).classNames();
    int[][] sums = new int[names.size()][names.size()];
    for (ConfusionMatrix matrix : matrices) {
      checkArgument(
          matrix.classNames.equals(names),
          "confusion matrices to be added must have the same classes, got %s and %s",
          printable(names),
          printable(matrix.classNames));
      for (int i = 0; i < sums.length; i++) {
        for (int j = 0; j < sums.length; j++) {
          sums[i][j] += matrix.counts.get(i).get(j);
        }
      }
    }
    return new ConfusionMatrix(
        names,
        java.util.Arrays.stream(sums)
            .map(row -> java.util.Arrays.stream(row).boxed().toList())
            .toList());
  }

  /**
   * The number of images.
   *
   * @return the sum of all counts
   */
  public int total() {
    return counts.stream().flatMap(List::stream).mapToInt(Integer::intValue).sum();
  }

  /**
   * The number of images that were classified correctly.
   *
   * @return the sum of the diagonal
   */
  public int correct() {
    int sum = 0;
    for (int k = 0; k < counts.size(); k++) {
      sum += counts.get(k).get(k);
    }
    return sum;
  }

  /**
   * The share of images that were classified correctly.
   *
   * @return in [0, 1]; NaN if there are none
   */
  public double accuracy() {
    return (double) correct() / total();
  }
}

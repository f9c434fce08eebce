package org.dcgan.eval.neighbors;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.apiguardian.api.API;

/**
 * The authors' nnc score (lib/metrics.py:33-59, 93-96; table 3 of the paper): the share of real
 * images whose label equals that of the nearest generated, labeled image. It measures how well the
 * images of a conditional generator can replace real ones as training data.
 *
 * <p>Samples are added in any number of batches. Neither they nor their labels are kept, so that
 * memory does not depend on their number. Among equally near samples the first one counts.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class NearestNeighborClassification {
  private final NearestNeighbors search;
  private final int[] labels;
  private final int[] predicted;
  private int samples;

  /**
   * A score.
   *
   * @param samples the number of generated images; the score depends on it
   * @param queries the number of real images that were classified
   * @param correct the number of real images that were classified correctly
   */
  public record Score(int samples, int queries, int correct) {
    /**
     * The share of images that were classified correctly.
     *
     * @return in [0, 1]; NaN if there are no images
     */
    public double accuracy() {
      return (double) correct / queries;
    }

    /**
     * The error as in table 3 of the paper.
     *
     * @return the percentage of images that were classified wrongly
     */
    public double errorPercent() {
      return 100 - 100 * accuracy();
    }
  }

  private NearestNeighborClassification(Rows queries, int[] labels) {
    this.search = NearestNeighbors.of(queries);
    this.labels = labels;
    this.predicted = new int[labels.length];
  }

  /**
   * Creates a classification without samples.
   *
   * @param real images to classify
   * @param labels one label for each image, at least 0; copied
   * @return a classification without samples
   * @throws IllegalArgumentException if the number of labels differs from that of the images, a
   *     label is negative, or a value is not finite
   */
  public static NearestNeighborClassification of(Rows real, int[] labels) {
    requireNonNull(real, "real");
    requireNonNull(labels, "labels");

    checkArgument(
        labels.length == real.count(),
        "%s images need one label each, got %s labels",
        real.count(),
        labels.length);
    checkLabels(labels);
    return new NearestNeighborClassification(real, labels.clone());
  }

  /**
   * Adds labeled samples.
   *
   * @param more samples of the same dimension as the real images
   * @param theirLabels one label for each sample, at least 0
   * @return this
   * @throws IllegalArgumentException if the dimension is another, the number of labels differs from
   *     that of the samples, a label is negative, or a value is not finite
   */
  @CanIgnoreReturnValue
  public NearestNeighborClassification add(Rows more, int[] theirLabels) {
    requireNonNull(more, "more");
    requireNonNull(theirLabels, "theirLabels");

    checkArgument(
        theirLabels.length == more.count(),
        "%s samples need one label each, got %s labels",
        more.count(),
        theirLabels.length);
    checkLabels(theirLabels);
    search.add(more);
    for (int i = 0; i < predicted.length; i++) {
      int sample = search.nearest(i);
      if (sample >= samples) {
        predicted[i] = theirLabels[sample - samples];
      }
    }
    samples += more.count();
    return this;
  }

  private static void checkLabels(int[] labels) {
    for (int label : labels) {
      checkArgument(label >= 0, "labels must be at least 0, got %s", label);
    }
  }

  /**
   * The score with the samples added so far.
   *
   * @return the score
   * @throws IllegalStateException if there are images but no samples yet
   */
  public Score score() {
    int[] found = predictions();
    int correct = 0;
    for (int i = 0; i < labels.length; i++) {
      correct += found[i] == labels[i] ? 1 : 0;
    }
    return new Score(samples, labels.length, correct);
  }

  /**
   * The label that each real image is given by the samples added so far.
   *
   * @return the label of the nearest sample for each image, in a new array
   * @throws IllegalStateException if there are images but no samples yet
   */
  public int[] predictions() {
    Neighbors unused = search.result(); // refuses a classification without samples
    return predicted.clone();
  }

  /**
   * The authors' nnd score: the mean distance of the real images to the nearest of the samples
   * added so far.
   *
   * @return the mean Euclidean distance; NaN if there are no images
   * @throws IllegalStateException if there are images but no samples yet
   */
  public double meanDistance() {
    return search.result().meanDistance();
  }
}

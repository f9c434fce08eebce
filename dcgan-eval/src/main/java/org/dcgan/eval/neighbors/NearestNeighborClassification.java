package org.dcgan.eval.neighbors;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * The authors' nnc score (lib/metrics.py:33-59, 93-96; table 3 of the paper): the share of real
 * images whose label equals that of the nearest generated, labeled image. It measures how well the
 * images of a conditional generator can replace real ones as training data.
 *
 * <p>Samples are added in any number of batches and are not kept. Among equally near samples the
 * first one counts.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class NearestNeighborClassification {
  private final NearestNeighbors search;
  private final int[] labels;
  private byte[] sampleLabels = new byte[1024];
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
  }

  /**
   * Creates a classification without samples.
   *
   * @param real images to classify
   * @param labels one label for each image; copied
   * @return a classification without samples
   */
  public static NearestNeighborClassification of(Rows real, int[] labels) {
    requireNonNull(real, "real");
    requireNonNull(labels, "labels");

    checkArgument(
        labels.length == real.count(),
        "%s images need one label each, got %s labels",
        real.count(),
        labels.length);
    return new NearestNeighborClassification(real, labels.clone());
  }

  /**
   * Adds labeled samples.
   *
   * @param more samples of the same dimension as the real images
   * @param theirLabels one label for each sample, 0 to 255
   * @return this
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
    for (int label : theirLabels) {
      checkArgument(label >= 0 && label <= 255, "labels must be from 0 to 255, got %s", label);
    }
    search.add(more);
    int total = Math.addExact(samples, more.count());
    if (total > sampleLabels.length) {
      sampleLabels = Arrays.copyOf(sampleLabels, (int) Math.min(Integer.MAX_VALUE - 8, 2L * total));
    }
    for (int label : theirLabels) {
      sampleLabels[samples++] = (byte) label;
    }
    return this;
  }

  /**
   * The score with the samples added so far.
   *
   * @return the score
   * @throws IllegalStateException if there are images but no samples yet
   */
  public Score score() {
    Neighbors neighbors = search.result();
    int correct = 0;
    for (int i = 0; i < labels.length; i++) {
      correct += (sampleLabels[neighbors.index(i)] & 255) == labels[i] ? 1 : 0;
    }
    return new Score(samples, labels.length, correct);
  }
}

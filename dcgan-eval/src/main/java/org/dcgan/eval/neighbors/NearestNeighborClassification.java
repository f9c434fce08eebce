package org.dcgan.eval.neighbors;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Arrays;

/**
 * The authors' nnc score (lib/metrics.py:33-59, 93-96; the paper's table 3): the share of real
 * images that have the label of the nearest of a number of generated, labeled ones. It says how far
 * a conditional generator's images can stand in for real ones.
 *
 * <p>Samples may come in any number of batches, and are not kept. The first of equally near ones
 * decides.
 */
public final class NearestNeighborClassification {
  private final NearestNeighbors search;
  private final int[] labels;
  private byte[] sampleLabels = new byte[1024];
  private int samples;

  /**
   * A score.
   *
   * @param samples how many labeled images were compared with; the score depends on it
   * @param queries how many images were classified
   * @param correct how many got their own label
   */
  public record Score(int samples, int queries, int correct) {
    /**
     * The share that got their own label.
     *
     * @return in [0, 1]; NaN if there are no images
     */
    public double accuracy() {
      return (double) correct / queries;
    }

    /**
     * What table 3 has.
     *
     * @return percent that got another's label
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
   * Begins.
   *
   * @param real images to classify
   * @param labels their labels, one each; copied
   * @return a classification that knows no samples yet
   */
  public static NearestNeighborClassification of(Rows real, int[] labels) {
    checkArgument(
        labels.length == real.count(),
        "%s images need as many labels, got %s",
        real.count(),
        labels.length);
    return new NearestNeighborClassification(real, labels.clone());
  }

  /**
   * Adds labeled samples.
   *
   * @param more of the real images' dimension
   * @param theirLabels one each, 0 to 255
   * @return this
   */
  @CanIgnoreReturnValue
  public NearestNeighborClassification add(Rows more, int[] theirLabels) {
    checkArgument(
        theirLabels.length == more.count(),
        "%s samples need as many labels, got %s",
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
   * The score by the samples so far.
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

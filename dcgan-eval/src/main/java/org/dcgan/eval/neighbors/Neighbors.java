package org.dcgan.eval.neighbors;

import static com.google.common.base.Preconditions.checkElementIndex;

/** The nearest neighbor of each of a number of points. Immutable. */
public final class Neighbors {
  private final int[] indices;
  private final double[] squaredDistances;

  Neighbors(int[] indices, double[] squaredDistances) {
    this.indices = indices;
    this.squaredDistances = squaredDistances;
  }

  /**
   * How many points were asked about.
   *
   * @return at least 0
   */
  public int count() {
    return indices.length;
  }

  /**
   * Which row is nearest.
   *
   * @param query the number of the point
   * @return the row, counted over all that were compared with, in order; the first of equally near
   *     ones
   */
  public int index(int query) {
    return indices[checkElementIndex(query, indices.length, "query")];
  }

  /**
   * How far the nearest row is.
   *
   * @param query the number of the point
   * @return the Euclidean distance, at least 0; exactly 0 for a duplicate
   */
  public double distance(int query) {
    return Math.sqrt(squaredDistances[checkElementIndex(query, indices.length, "query")]);
  }

  /**
   * How far the nearest row is on average.
   *
   * @return the mean of all distances; NaN if there are no points
   */
  public double meanDistance() {
    double sum = 0;
    for (double squared : squaredDistances) {
      sum += Math.sqrt(squared);
    }
    return sum / squaredDistances.length;
  }
}

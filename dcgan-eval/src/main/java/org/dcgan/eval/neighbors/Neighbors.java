package org.dcgan.eval.neighbors;

import static com.google.common.base.Preconditions.checkElementIndex;

import org.apiguardian.api.API;

/** The nearest neighbor of each of a number of points. Immutable. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Neighbors {
  private final int[] indices;
  private final double[] squaredDistances;

  Neighbors(int[] indices, double[] squaredDistances) {
    this.indices = indices;
    this.squaredDistances = squaredDistances;
  }

  /**
   * The number of queries.
   *
   * @return at least 0
   */
  public int count() {
    return indices.length;
  }

  /**
   * The nearest reference to a query.
   *
   * @param query the index of the query
   * @return the index of the reference among all that were added, in their order; the first of
   *     equally near references
   */
  public int index(int query) {
    return indices[checkElementIndex(query, indices.length, "query")];
  }

  /**
   * The distance to the nearest reference.
   *
   * @param query the index of the query
   * @return the Euclidean distance, at least 0; exactly 0 for a duplicate
   */
  public double distance(int query) {
    return Math.sqrt(squaredDistances[checkElementIndex(query, indices.length, "query")]);
  }

  /**
   * The mean distance to the nearest reference.
   *
   * @return the mean over all queries; NaN if there are none
   */
  public double meanDistance() {
    double sum = 0;
    for (double squared : squaredDistances) {
      sum += Math.sqrt(squared);
    }
    return sum / squaredDistances.length;
  }
}

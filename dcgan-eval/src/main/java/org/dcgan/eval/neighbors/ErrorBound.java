package org.dcgan.eval.neighbors;

/**
 * A bound on the error of squared distances that are computed from float32 inner products and the
 * norms of the points.
 *
 * @param dim the number of dimensions
 * @param relativeError the largest error of a product, relative to the product of the norms
 */
record ErrorBound(int dim, double relativeError) {
  /** Half a unit in the last place of 1. */
  private static final double UNIT = 0x1p-24;

  /**
   * The bound for a number of roundings. Higham, Accuracy and Stability of Numerical Algorithms,
   * section 3.1: a sum of products whose longest chain has m roundings is off by at most m u / (1 -
   * m u) of the sum of their absolute values, which is at most the product of the norms.
   */
  static ErrorBound of(int dim, double roundings) {
    double error = roundings * UNIT;
    return new ErrorBound(dim, error < 0.5 ? error / (1 - error) : Double.POSITIVE_INFINITY);
  }

  /** Whether a distance could be below another one, given the error bound of its product. */
  boolean couldBeNearer(
      float product, double squaredNorm, double referenceNorm, double squaredDistance) {
    double norms = squaredNorm + referenceNorm;
    double error =
        2 * relativeError * Math.sqrt(squaredNorm * referenceNorm)
            + dim * (norms * 0x1p-50 + Float.MIN_NORMAL);
    // A product that overflowed is always compared again.
    return !Float.isFinite(product) || !(norms - 2.0 * product - error >= squaredDistance);
  }
}

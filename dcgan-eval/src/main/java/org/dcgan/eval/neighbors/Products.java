package org.dcgan.eval.neighbors;

import java.util.Arrays;

/**
 * Inner products of a block of queries with tiles of references, in float32, with a bound on their
 * error.
 *
 * <p>Part of a tile is turned, so that one value of 128 references lies together, and each query's
 * part is multiplied into it: a loop that the compiler turns into vector instructions, over memory
 * that stays in the second cache.
 */
final class Products {
  /** Enough of them that turning a tile costs little beside multiplying it. */
  static final int QUERIES = 256;

  static final int REFERENCES = 128;
  private static final int DEPTH = 256;
  private static final int UNROLLED = 4;

  /** Half a unit in the last place of 1. */
  private static final double UNIT = 0x1p-24;

  private final Rows queries;
  private final int firstQuery;
  private final int size;
  private final Rows references;
  private final double relativeError;
  private final float[] query = new float[DEPTH];
  private final float[] reference = new float[DEPTH];
  private final float[][] turned = new float[DEPTH][REFERENCES];
  private final float[] part = new float[REFERENCES];
  private final float[][] products;

  Products(Rows queries, int firstQuery, int size, Rows references) {
    this.queries = queries;
    this.firstQuery = firstQuery;
    this.size = size;
    this.references = references;
    this.products = new float[size][REFERENCES];
    // Higham, Accuracy and Stability of Numerical Algorithms, section 3.1: a sum of products whose
    // longest chain has m roundings is off by at most m u / (1 - m u) of the sum of their absolute
    // values, which is at most the product of the norms.
    double roundings = DEPTH + (queries.dim() + DEPTH - 1.0) / DEPTH + UNROLLED;
    this.relativeError = roundings * UNIT / (1 - roundings * UNIT);
  }

  /** Computes the products with a tile of references. */
  void compute(int tile, int width) {
    for (float[] row : products) {
      Arrays.fill(row, 0);
    }
    for (int from = 0; from < queries.dim(); from += DEPTH) {
      int depth = Math.min(DEPTH, queries.dim() - from);
      turn(tile, width, from, depth);
      for (int i = 0; i < size; i++) {
        queries.copy(firstQuery + i, from, query, depth);
        Arrays.fill(query, depth, DEPTH, 0);
        Arrays.fill(part, 0);
        for (int k = 0; k < depth; k += UNROLLED) {
          multiplyAdd(part, turned, query, k);
        }
        float[] sum = products[i];
        for (int j = 0; j < REFERENCES; j++) {
          sum[j] += part[j];
        }
      }
    }
  }

  private void turn(int tile, int width, int from, int depth) {
    for (int k = depth; k < Math.min(DEPTH, depth + UNROLLED); k++) {
      Arrays.fill(turned[k], 0);
    }
    for (int j = 0; j < width; j++) {
      references.copy(tile + j, from, reference, depth);
      for (int k = 0; k < depth; k++) {
        turned[k][j] = reference[k];
      }
    }
  }

  private static void multiplyAdd(float[] sums, float[][] turned, float[] query, int k) {
    addFour(
        sums,
        turned[k],
        turned[k + 1],
        turned[k + 2],
        turned[k + 3],
        query[k],
        query[k + 1],
        query[k + 2],
        query[k + 3]);
  }

  /** Arrays of their own: with offsets into one, the compiler uses no vector instructions. */
  private static void addFour(
      float[] sums,
      float[] w,
      float[] x,
      float[] y,
      float[] z,
      float a,
      float b,
      float c,
      float d) {
    for (int j = 0; j < REFERENCES; j++) {
      sums[j] += a * w[j] + b * x[j] + c * y[j] + d * z[j];
    }
  }

  /** Whether a reference's distance, whatever its product's error, could be below another. */
  boolean couldBeNearer(
      int i, int j, double squaredNorm, double referenceNorm, double squaredDistance) {
    float product = products[i][j];
    double norms = squaredNorm + referenceNorm;
    double error =
        2 * relativeError * Math.sqrt(squaredNorm * referenceNorm)
            + queries.dim() * (norms * 0x1p-50 + Float.MIN_NORMAL);
    // Written so that a product that overflowed is looked at, too.
    return !Float.isFinite(product) || norms - 2.0 * product - error < squaredDistance;
  }
}

package org.dcgan.eval.neighbors;

import java.util.Arrays;

/**
 * Inner products of a block of queries with tiles of references, in float32, with a bound on their
 * error.
 *
 * <p>Part of a tile is transposed, so that the same dimension of 128 references is contiguous in
 * memory, and multiplied by each query's part. The JIT compiler compiles this loop to vector
 * instructions, and its memory fits into the second-level cache.
 */
final class Products {
  /** Queries in a block: enough that transposing a tile costs little compared with the products. */
  static final int QUERIES = 256;

  static final int REFERENCES = 128;
  private static final int DEPTH = 256;
  private static final int UNROLLED = 4;

  private final Rows queries;
  private final int firstQuery;
  private final int size;
  private final Rows references;
  private final ErrorBound bound;
  private final float[] query = new float[DEPTH];
  private final float[] reference = new float[DEPTH];
  private final float[][] transposed = new float[DEPTH][REFERENCES];
  private final float[] part = new float[REFERENCES];
  private final float[][] products;

  Products(Rows queries, int firstQuery, int size, Rows references) {
    this.queries = queries;
    this.firstQuery = firstQuery;
    this.size = size;
    this.references = references;
    this.products = new float[size][REFERENCES];
    double longestChain = DEPTH + (queries.dim() + DEPTH - 1.0) / DEPTH + UNROLLED;
    this.bound = ErrorBound.of(queries.dim(), longestChain);
  }

  /** Computes the products with a tile of references. */
  void compute(int tile, int width) {
    for (float[] row : products) {
      Arrays.fill(row, 0);
    }
    for (int from = 0; from < queries.dim(); from += DEPTH) {
      int depth = Math.min(DEPTH, queries.dim() - from);
      transpose(tile, width, from, depth);
      for (int i = 0; i < size; i++) {
        queries.copy(firstQuery + i, from, query, depth);
        Arrays.fill(query, depth, DEPTH, 0);
        Arrays.fill(part, 0);
        for (int k = 0; k < depth; k += UNROLLED) {
          multiplyAdd(part, transposed, query, k);
        }
        float[] sum = products[i];
        for (int j = 0; j < REFERENCES; j++) {
          sum[j] += part[j];
        }
      }
    }
  }

  private void transpose(int tile, int width, int from, int depth) {
    for (int k = depth; k < Math.min(DEPTH, depth + UNROLLED); k++) {
      Arrays.fill(transposed[k], 0);
    }
    for (int j = 0; j < width; j++) {
      references.copy(tile + j, from, reference, depth);
      for (int k = 0; k < depth; k++) {
        transposed[k][j] = reference[k];
      }
    }
  }

  private static void multiplyAdd(float[] sums, float[][] transposed, float[] query, int k) {
    addFour(
        sums,
        transposed[k],
        transposed[k + 1],
        transposed[k + 2],
        transposed[k + 3],
        query[k],
        query[k + 1],
        query[k + 2],
        query[k + 3]);
  }

  /** Separate arrays, since the compiler uses no vector instructions for offsets into one array. */
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

  /** Whether a distance could be below another one, given the error bound of its product. */
  boolean couldBeNearer(
      int i, int j, double squaredNorm, double referenceNorm, double squaredDistance) {
    return bound.couldBeNearer(products[i][j], squaredNorm, referenceNorm, squaredDistance);
  }
}

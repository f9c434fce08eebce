package org.dcgan.tensorflow.compute;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.nio.FloatBuffer;
import org.dcgan.RuntimeOptions;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.tensorflow.runtime.Failures;
import org.dcgan.tensorflow.runtime.GraphSession;
import org.dcgan.tensorflow.runtime.Natives;
import org.dcgan.tensorflow.runtime.Sessions;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Products of large float32 matrices, row-major in Java arrays, a block of rows at a time: memory
 * beyond the arguments is bounded. Owns native memory; safe to use from several threads.
 */
public final class MatrixEngine implements AutoCloseable {
  /** Values of a block of results, 8 MB, which fits into a CPU's last-level cache. */
  private static final int BLOCK_VALUES = 1 << 21;

  /** Rows that are summed in float32; the sums of such blocks are added in double precision. */
  private static final int GRAM_ROWS = 4096;

  private final GraphSession<Products> computation;
  private final Products products;

  /**
   * Opens an engine.
   *
   * @param options device and threads; the precision is always float32
   */
  public MatrixEngine(RuntimeOptions options) {
    requireNonNull(options, "options");

    Natives.require();
    computation =
        GraphSession.open(
            graph -> new Products(GraphOps.of(graph)),
            graph -> Sessions.forComputation(graph, options));
    products = computation.content();
  }

  private static final class Products {
    private final Placeholder<TFloat32> left;
    private final Placeholder<TFloat32> right;
    private final Placeholder<TFloat32> bias;
    private final Operand<TFloat32> product;
    private final Operand<TFloat32> crossProduct;
    private final Operand<TInt32> best;
    private final Operand<TFloat32> bestScore;

    private Products(Ops tf) {
      Shape matrix = Shape.of(Shape.UNKNOWN_SIZE, Shape.UNKNOWN_SIZE);
      left = tf.placeholder(TFloat32.class, Placeholder.shape(matrix));
      right = tf.placeholder(TFloat32.class, Placeholder.shape(matrix));
      bias = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
      product = tf.linalg.matMul(left, right);
      crossProduct = tf.linalg.matMul(left, right, MatMul.transposeA(true));
      Operand<TFloat32> scores =
          tf.nn.biasAdd(tf.linalg.matMul(left, right, MatMul.transposeB(true)), bias);
      best = tf.math.argMax(scores, tf.constant(1), TInt32.class);
      bestScore = tf.reduceMax(scores, tf.constant(1));
    }
  }

  /**
   * Multiplies two matrices.
   *
   * @param a [rows, inner]
   * @param rows rows of the first matrix
   * @param inner columns of the first and rows of the second, at least 1
   * @param b [inner, columns]
   * @param columns columns of the second, at least 1
   * @return [rows, columns]
   */
  public float[] multiply(float[] a, int rows, int inner, float[] b, int columns) {
    requireNonNull(a, "a");
    requireNonNull(b, "b");

    check("the first matrix", a, rows, inner);
    check("the second matrix", b, inner, columns);
    return Failures.translated(() -> multiplyBlocks(a, rows, inner, b, columns));
  }

  private float[] multiplyBlocks(float[] a, int rows, int inner, float[] b, int columns) {
    float[] results = new float[Math.multiplyExact(rows, columns)];
    int block = Math.max(1, BLOCK_VALUES / Math.max(columns, inner));
    try (TFloat32 second = Tensors.of(Shape.of(inner, columns), b)) {
      for (int from = 0; from < rows; from += block) {
        int size = Math.min(block, rows - from);
        try (TFloat32 first = block(a, from, size, inner);
            var result =
                computation
                    .runner()
                    .feed(products.left, first)
                    .feed(products.right, second)
                    .fetch(products.product)
                    .run()) {
          ((TFloat32) result.get(0))
              .asRawTensor()
              .data()
              .asFloats()
              .read(results, from * columns, size * columns);
        }
      }
    }
    return results;
  }

  /**
   * Computes the cross product a'b, sums of products over rows. Blocks of {@value #GRAM_ROWS} rows
   * are summed in float32, the blocks in double precision.
   *
   * @param a [rows, columnsOfA]
   * @param columnsOfA at least 1
   * @param b [rows, columnsOfB]
   * @param columnsOfB at least 1
   * @param rows rows of both
   * @return [columnsOfA, columnsOfB]
   */
  public double[] crossProduct(float[] a, int columnsOfA, float[] b, int columnsOfB, int rows) {
    requireNonNull(a, "a");
    requireNonNull(b, "b");

    check("the first matrix", a, rows, columnsOfA);
    check("the second matrix", b, rows, columnsOfB);
    return Failures.translated(() -> sumOfBlocks(a, columnsOfA, b, columnsOfB, rows));
  }

  private double[] sumOfBlocks(float[] a, int columnsOfA, float[] b, int columnsOfB, int rows) {
    double[] sums = new double[Math.multiplyExact(columnsOfA, columnsOfB)];
    for (int from = 0; from < rows; from += GRAM_ROWS) {
      int size = Math.min(GRAM_ROWS, rows - from);
      try (TFloat32 first = block(a, from, size, columnsOfA);
          TFloat32 second = block(b, from, size, columnsOfB);
          var result =
              computation
                  .runner()
                  .feed(products.left, first)
                  .feed(products.right, second)
                  .fetch(products.crossProduct)
                  .run()) {
        float[] block = Tensors.floats((TFloat32) result.get(0));
        for (int i = 0; i < sums.length; i++) {
          sums[i] += block[i];
        }
      }
    }
    return sums;
  }

  /**
   * Finds the nearest centroid of every row.
   *
   * @param rows [count, dimension]
   * @param count number of rows
   * @param dimension their length, at least 1
   * @param centroids [K, dimension], K at least 1
   * @param nearest receives the index of the nearest centroid for each row
   * @return the sum of squared distances of rows to their nearest centroids
   */
  public double nearest(float[] rows, int count, int dimension, float[] centroids, int[] nearest) {
    requireNonNull(rows, "rows");
    requireNonNull(centroids, "centroids");
    requireNonNull(nearest, "nearest");

    check("the rows", rows, count, dimension);
    checkArgument(
        centroids.length >= dimension && centroids.length % dimension == 0,
        "centroids must be rows of %s values, at least one, got %s values",
        dimension,
        centroids.length);
    checkArgument(
        nearest.length >= count,
        "nearest must have at least %s elements, one for each row, got %s",
        count,
        nearest.length);
    return Failures.translated(() -> nearestBlocks(rows, count, dimension, centroids, nearest));
  }

  private double nearestBlocks(
      float[] rows, int count, int dimension, float[] centroids, int[] nearest) {
    int k = centroids.length / dimension;
    // The nearest centroid has the greatest x.c - |c|^2 / 2.
    float[] halves = new float[k];
    for (int c = 0; c < k; c++) {
      halves[c] = (float) (-0.5 * squares(centroids, c * dimension, dimension));
    }
    double sum = 0;
    int block = Math.max(1, BLOCK_VALUES / Math.max(k, dimension));
    try (TFloat32 columns = Tensors.of(Shape.of(k, dimension), centroids);
        TFloat32 half = Tensors.of(Shape.of(k), halves)) {
      for (int from = 0; from < count; from += block) {
        int size = Math.min(block, count - from);
        try (TFloat32 first = block(rows, from, size, dimension);
            var result =
                computation
                    .runner()
                    .feed(products.left, first)
                    .feed(products.right, columns)
                    .feed(products.bias, half)
                    .fetch(products.best)
                    .fetch(products.bestScore)
                    .run()) {
          ((TInt32) result.get(0)).asRawTensor().data().asInts().read(nearest, from, size);
          for (float score : Tensors.floats((TFloat32) result.get(1))) {
            sum -= 2.0 * score;
          }
        }
      }
    }
    return Math.max(0, sum + squares(rows, 0, count * dimension));
  }

  private static double squares(float[] values, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += (double) values[i] * values[i];
    }
    return sum;
  }

  private static TFloat32 block(float[] values, int from, int rows, int columns) {
    return Tensors.of(
        Shape.of(rows, columns), FloatBuffer.wrap(values).slice(from * columns, rows * columns));
  }

  private static void check(String what, float[] values, int rows, int columns) {
    checkArgument(
        rows >= 0 && columns >= 1 && values.length == (long) rows * columns,
        "%s must have %s x %s values, got %s",
        what,
        rows,
        columns,
        values.length);
  }

  @Override
  public void close() {
    computation.close();
  }
}

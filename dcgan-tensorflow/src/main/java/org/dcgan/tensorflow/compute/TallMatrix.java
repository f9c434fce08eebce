package org.dcgan.tensorflow.compute;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dcgan.RuntimeOptions;
import org.dcgan.feature.FloatFormat;
import org.dcgan.feature.RowSource;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.tensorflow.runtime.Failures;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;

/**
 * A float matrix X with many rows that is multiplied by few vectors at a time: X P, X' M, and X' (M
 * o X P) in one pass. Products are computed in float32 and summed over blocks of rows in double
 * precision. A column of ones can be appended for the bias of a classifier.
 *
 * <p>Blocks stay in native memory within a limit: in float32 if all of them fit, otherwise in their
 * stored format if all fit, and otherwise they are read again in each pass. Owns native memory:
 * close it. Not safe for use by several threads. Results are the same bits for the same number of
 * threads.
 */
public final class TallMatrix implements AutoCloseable {
  /** Bytes of a block in float32: large enough to keep all cores busy. */
  private static final long BLOCK_BYTES = 32L << 20;

  private static final int LEAST_BLOCK = 16;

  private final RowSource source;
  private final boolean ones;
  private final int blockRows;
  private final Residence residence;
  private final List<@Nullable Tensor> blocks = new ArrayList<>();
  private final BlockProducts products;
  private final ByteBuffer staging;
  private boolean closed;

  private enum Residence {
    AS_FLOAT32,
    AS_STORED,
    NONE
  }

  /** The exception for a value that is not finite. */
  private static IllegalArgumentException notFinite(long row, long column) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "the value in row %d, column %d is not finite; expected finite values: remove the"
                + " row, or correct its computation",
            row,
            column));
  }

  TallMatrix(
      RowSource source, boolean ones, long residentBytes, RuntimeOptions runtime, int blockRows) {
    this.source = source;
    this.ones = ones;
    this.blockRows = blockRows;
    long rowBytes = 4L * source.columns();
    long asFloat = source.rows() * rowBytes;
    long asStored = (long) source.rows() * source.columns() * source.format().bytes();
    this.residence =
        asFloat <= residentBytes
            ? Residence.AS_FLOAT32
            : asStored <= residentBytes ? Residence.AS_STORED : Residence.NONE;
    long blockBytes =
        (long) Math.min(blockRows, Math.max(1, source.rows()))
            * source.columns()
            * source.format().bytes();
    checkArgument(
        blockBytes <= Integer.MAX_VALUE,
        "expected blocks of rows of at most 2 GiB, but rows have %s columns; use fewer columns",
        source.columns());
    // On the heap, since TensorFlow-Java copies arrays in bulk, but other buffers byte by byte.
    this.staging = ByteBuffer.allocate((int) blockBytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < source.rows(); from += blockRows) {
      blocks.add(null);
    }
    this.products = new BlockProducts(runtime);
  }

  private static int blockRows(RowSource source) {
    return (int) Math.max(LEAST_BLOCK, BLOCK_BYTES / (4L * source.columns()));
  }

  /**
   * Creates a matrix over rows, without reading them.
   *
   * @param source the rows; must not change or be closed before the matrix is closed
   * @param residentBytes native memory for blocks in bytes, at least 0; up to two more blocks are
   *     needed
   * @param runtime threads and device; {@code AUTO} is the CPU. The precision is always float32
   * @return the matrix
   */
  public static TallMatrix over(RowSource source, long residentBytes, RuntimeOptions runtime) {
    requireNonNull(source, "source");
    requireNonNull(runtime, "runtime");

    check(source, residentBytes);
    return new TallMatrix(source, false, residentBytes, runtime, blockRows(source));
  }

  private static void check(RowSource source, long residentBytes) {
    checkArgument(
        source.columns() >= 1, "a matrix needs at least 1 column, got %s", source.columns());
    checkArgument(residentBytes >= 0, "residentBytes must be at least 0, got %s", residentBytes);
  }

  /**
   * Creates a matrix with an additional last column of ones, without reading the rows.
   *
   * @param source the rows; must not change or be closed before the matrix is closed
   * @param residentBytes native memory for blocks in bytes, at least 0; up to two more blocks are
   *     needed
   * @param runtime threads and device; {@code AUTO} is the CPU. The precision is always float32
   * @return the matrix, one column wider than the source
   */
  public static TallMatrix withOnes(RowSource source, long residentBytes, RuntimeOptions runtime) {
    requireNonNull(source, "source");
    requireNonNull(runtime, "runtime");

    check(source, residentBytes);
    return new TallMatrix(source, true, residentBytes, runtime, blockRows(source));
  }

  /**
   * Returns the number of rows.
   *
   * @return at least 0
   */
  public int rows() {
    return source.rows();
  }

  /**
   * Returns the number of columns, including that of ones.
   *
   * @return at least 1
   */
  public int columns() {
    return source.columns() + (ones ? 1 : 0);
  }

  /**
   * Computes X P.
   *
   * @param vectors P, [count, columns], row-major
   * @param count number of vectors, at least 1
   * @return [rows, count]
   * @throws IllegalArgumentException if the matrix holds a value that is not finite
   * @throws IOException if rows cannot be read
   */
  public float[] times(float[] vectors, int count) throws IOException {
    requireNonNull(vectors, "vectors");

    float[] result = new float[Math.multiplyExact(rows(), count)];
    try (TFloat32 right = turned(vectors, count);
        TFloat32 shift = shift(vectors, count)) {
      eachBlock(
          (block, first, size) ->
              products.scores(block, right, shift, result, first * count, size * count));
    }
    return result;
  }

  /**
   * Computes X' M.
   *
   * @param weights M, [rows, count]
   * @param count number of vectors, at least 1
   * @return [count, columns], summed over blocks in double precision
   * @throws IllegalArgumentException if the matrix holds a value that is not finite
   * @throws IOException if rows cannot be read
   */
  public double[] transposedTimes(float[] weights, int count) throws IOException {
    requireNonNull(weights, "weights");

    checkArgument(weights.length == rows() * (long) count, "M must be [rows, %s]", count);
    double[] sum = new double[Math.multiplyExact(columns(), count)];
    eachBlock(
        (block, first, size) -> {
          try (TFloat32 left = slice(weights, first, size, count)) {
            add(products.sums(block, left), sum, count);
          }
        });
    if (ones) {
      addOnes(weights, null, count, sum);
    }
    return sum;
  }

  /**
   * Computes X P and X' (M o X P), which is a product with a weighted Gram matrix, in one pass.
   *
   * @param vectors P, [count, columns]
   * @param weights M, [rows, count]
   * @param count number of vectors, at least 1
   * @param scores receives X P, [rows, count]
   * @return X' (M o X P), [count, columns], summed over blocks in double precision
   * @throws IllegalArgumentException if the matrix holds a value that is not finite
   * @throws IOException if rows cannot be read
   */
  public double[] gramTimes(float[] vectors, float[] weights, int count, float[] scores)
      throws IOException {
    requireNonNull(vectors, "vectors");
    requireNonNull(weights, "weights");
    requireNonNull(scores, "scores");

    checkArgument(weights.length == rows() * (long) count, "M must be [rows, %s]", count);
    checkArgument(scores.length == weights.length, "scores must be [rows, %s]", count);
    double[] sum = new double[Math.multiplyExact(columns(), count)];
    try (TFloat32 right = turned(vectors, count);
        TFloat32 shift = shift(vectors, count)) {
      eachBlock(
          (block, first, size) -> {
            try (TFloat32 left = slice(weights, first, size, count)) {
              float[] part =
                  products.scoresAndSums(
                      block, right, shift, left, scores, first * count, size * count);
              add(part, sum, count);
            }
          });
    }
    if (ones) {
      addOnes(weights, scores, count, sum);
    }
    return sum;
  }

  private interface BlockWork {
    void on(Tensor block, int first, int size) throws IOException;
  }

  private void eachBlock(BlockWork work) throws IOException {
    checkState(!closed, "this matrix is closed; create another one");
    Failures.<Boolean, IOException>translated(
        () -> {
          workOnBlocks(work);
          return true;
        });
  }

  private void workOnBlocks(BlockWork work) throws IOException {
    for (int i = 0, first = 0; i < blocks.size(); i++, first += blockRows) {
      if (Thread.interrupted()) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted between blocks of a matrix");
      }
      int size = Math.min(blockRows, rows() - first);
      Tensor held = blocks.get(i);
      if (held != null) {
        work.on(held, first, size);
        continue;
      }
      Tensor read = read(first, size);
      if (residence == Residence.NONE) {
        try (read) {
          work.on(read, first, size);
        }
      } else {
        blocks.set(i, read);
        work.on(read, first, size);
      }
    }
  }

  private Tensor read(int first, int size) throws IOException {
    staging.clear();
    for (int row = first; row < first + size; row++) {
      source.copyRow(row, staging);
    }
    staging.flip();
    checkFinite(first);
    Shape shape = Shape.of(size, source.columns());
    Class<? extends org.tensorflow.types.family.TType> type =
        source.format() == FloatFormat.FLOAT16 ? TFloat16.class : TFloat32.class;
    Tensor stored =
        Tensor.of(
            type, shape, DataBuffers.of(staging.array(), true, false).narrow(staging.limit()));
    if (residence == Residence.AS_FLOAT32 && source.format() == FloatFormat.FLOAT16) {
      try (stored) {
        return products.asFloat32(stored);
      }
    }
    return stored;
  }

  /** Checks the exponents, whose bits are all set in infinities and NaN. */
  private void checkFinite(int firstRow) {
    int bad = -1;
    if (source.format() == FloatFormat.FLOAT16) {
      var bits = staging.asShortBuffer();
      for (int i = 0, n = bits.limit(); i < n; i++) {
        if ((bits.get(i) & 0x7C00) == 0x7C00) {
          bad = i;
          break;
        }
      }
    } else {
      var bits = staging.asIntBuffer();
      for (int i = 0, n = bits.limit(); i < n; i++) {
        if ((bits.get(i) & 0x7F800000) == 0x7F800000) {
          bad = i;
          break;
        }
      }
    }
    if (bad >= 0) {
      throw notFinite(firstRow + bad / source.columns(), bad % source.columns());
    }
  }

  /**
   * Transposes [count, columns] to [columns, count], which TensorFlow's own kernels process faster.
   */
  private TFloat32 turned(float[] vectors, int count) {
    checkArgument(
        count >= 1 && vectors.length == (long) count * columns(),
        "expected %s vectors of %s values, got %s values",
        count,
        columns(),
        vectors.length);
    int width = source.columns();
    float[] turned = new float[Math.multiplyExact(width, count)];
    for (int k = 0; k < count; k++) {
      for (int j = 0; j < width; j++) {
        turned[j * count + k] = vectors[k * columns() + j];
      }
    }
    return Failures.translated(() -> Tensors.of(Shape.of(width, count), turned));
  }

  /** The contribution of the column of ones to the products of every row. */
  private TFloat32 shift(float[] vectors, int count) {
    float[] shift = new float[count];
    for (int k = 0; ones && k < count; k++) {
      shift[k] = vectors[(k + 1) * columns() - 1];
    }
    return Failures.translated(() -> Tensors.of(Shape.of(count), shift));
  }

  private static TFloat32 slice(float[] weights, int first, int size, int count) {
    return Tensors.of(
        Shape.of(size, count),
        java.util.Arrays.copyOfRange(weights, first * count, (first + size) * count));
  }

  private void add(float[] part, double[] sum, int count) {
    int width = source.columns();
    for (int k = 0, i = 0; k < count; k++) {
      for (int j = k * columns(), end = j + width; j < end; j++) {
        sum[j] += part[i++];
      }
    }
  }

  private void addOnes(float[] weights, float @Nullable [] scores, int count, double[] sum) {
    for (int i = 0; i < weights.length; i++) {
      sum[(i % count + 1) * columns() - 1] +=
          scores == null ? weights[i] : (double) weights[i] * scores[i];
    }
  }

  /** Releases native memory, but does not close the source. Closing again has no effect. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      for (Tensor block : blocks) {
        if (block != null) {
          block.close();
        }
      }
      products.close();
    }
  }
}

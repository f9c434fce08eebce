package org.dcgan.tensorflow.network;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.FloatBuffer;
import org.dcgan.architecture.BatchNormMode;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Runs a program on many rows, a chunk of rows at a time, so that memory is bounded. */
public final class RowChunks {
  /** Rows of a chunk: few enough to bound memory, enough to use all cores. */
  public static final int CHUNK = 64;

  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private RowChunks() {}

  /** Runs the program on one chunk. */
  @FunctionalInterface
  public interface Program {
    /**
     * Runs the program on the rows {@code from} to {@code from + count}.
     *
     * @return a result whose first tensor has one row for each of them, float32
     */
    Result run(int from, int count);
  }

  /**
   * The rows of a chunk. Statistics of the batch require all rows at once.
   *
   * @param batchNorm the statistics that the program uses
   * @param count all rows
   */
  public static int size(BatchNormMode batchNorm, int count) {
    return batchNorm == BatchNormMode.BATCH ? Math.max(1, count) : CHUNK;
  }

  /**
   * Runs the program on all rows.
   *
   * @param count all rows
   * @param chunk rows of a chunk, at least 1
   * @param outputSize values of a row of the result
   * @return [count, outputSize]
   */
  public static float[] run(int count, int chunk, int outputSize, Program program) {
    requireOneArray(count, outputSize); // before anything is computed
    return run(count, chunk, program);
  }

  /**
   * Runs the program on all rows, whose results are as long as the first one.
   *
   * @param count all rows
   * @param chunk rows of a chunk, at least 1
   * @return [count, values of a row of the result]; empty if there are no rows
   */
  public static float[] run(int count, int chunk, Program program) {
    float[] results = new float[0];
    for (int from = 0; from < count; from += chunk) {
      int size = Math.min(chunk, count - from);
      try (Result result = program.run(from, size)) {
        TFloat32 values = (TFloat32) result.get(0);
        int outputSize = Math.toIntExact(values.size() / size);
        if (from == 0) {
          requireOneArray(count, outputSize);
          results = new float[count * outputSize];
        }
        values.asRawTensor().data().asFloats().read(results, from * outputSize, size * outputSize);
      }
    }
    return results;
  }

  private static void requireOneArray(int count, int outputSize) {
    checkArgument(
        (long) count * outputSize <= MAX_ARRAY,
        "%s results of %s values each do not fit into one array; ask for fewer at a time",
        count,
        outputSize);
  }

  /** The tensor of a chunk's rows; the caller closes it. */
  public static TFloat32 tensor(FloatBuffer rows, Shape row, int from, int count) {
    int size = Math.toIntExact(row.size());
    return Tensors.of(row.prepend(count), rows.slice(from * size, count * size));
  }
}

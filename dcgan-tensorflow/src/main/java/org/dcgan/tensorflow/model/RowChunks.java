package org.dcgan.tensorflow.model;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.FloatBuffer;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.tensorflow.network.Tensors;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Runs a program on many rows, a chunk of rows at a time, so that memory is bounded. */
final class RowChunks {
  /** Rows of a chunk: few enough to bound memory, enough to use all cores. */
  static final int CHUNK = 64;

  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private RowChunks() {}

  /** Runs the program on one chunk. */
  @FunctionalInterface
  interface Program {
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
  static int size(BatchNormMode batchNorm, int count) {
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
  static float[] run(int count, int chunk, int outputSize, Program program) {
    checkArgument(
        (long) count * outputSize <= MAX_ARRAY,
        "%s results of %s values each do not fit into one array; ask for fewer at a time",
        count,
        outputSize);
    float[] results = new float[count * outputSize];
    for (int from = 0; from < count; from += chunk) {
      int size = Math.min(chunk, count - from);
      try (Result result = program.run(from, size)) {
        ((TFloat32) result.get(0))
            .asRawTensor()
            .data()
            .asFloats()
            .read(results, from * outputSize, size * outputSize);
      }
    }
    return results;
  }

  /** The tensor of a chunk's rows; the caller closes it. */
  static TFloat32 tensor(FloatBuffer rows, Shape row, int from, int count) {
    int size = Math.toIntExact(row.size());
    return Tensors.of(row.prepend(count), rows.slice(from * size, count * size));
  }
}

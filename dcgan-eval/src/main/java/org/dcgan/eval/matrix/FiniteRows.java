package org.dcgan.eval.matrix;

import java.nio.FloatBuffer;
import java.util.Locale;
import org.dcgan.feature.Features;

/** Rejects rows with NaN or infinite values, from which every sum would be NaN. */
public final class FiniteRows {

  private FiniteRows() {}

  /**
   * Checks every value.
   *
   * @param rows float32 [n, dim]
   * @param use what is computed from them, for the message
   * @throws IllegalArgumentException if a value is not finite; the message names the first one
   */
  public static void require(Features rows, String use) {
    require(rows.data(), rows.dim(), use);
  }

  /**
   * Checks every value.
   *
   * @param values rows one after another
   * @param dim the length of a row
   * @param use what is computed from them, for the message
   * @throws IllegalArgumentException if a value is not finite; the message names the first one
   */
  public static void require(float[] values, int dim, String use) {
    require(FloatBuffer.wrap(values), dim, use);
  }

  private static void require(FloatBuffer data, int dim, String use) {
    for (int i = data.position(); i < data.limit(); i++) {
      if (!Float.isFinite(data.get(i))) {
        int at = i - data.position();
        throw notFinite("", at / dim, at % dim, data.get(i), use);
      }
    }
  }

  /**
   * The exception for a value that is not finite.
   *
   * @param of what the rows are, followed by a space, or empty
   * @param row the row's index
   * @param column the column's index
   * @param value the value
   * @param use what is computed from the rows
   * @return an exception with all of these and the remedy in its message
   */
  public static IllegalArgumentException notFinite(
      String of, long row, int column, float value, String use) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "the value in %srow %d, column %d is %s, but %s needs finite numbers; leave the row"
                + " out, or correct the computation that produced it",
            of,
            row,
            column,
            value,
            use));
  }
}

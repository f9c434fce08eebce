package org.dcgan.internal;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Supplier;

/** Arrays of rows of equal length, of which batches of images, latents and features consist. */
public final class FloatRows {

  private FloatRows() {}

  /**
   * Counts rows.
   *
   * @param data the values of all rows
   * @param length the length of a row, at least 1
   * @param rows names the rows, in the plural, for the error message
   * @return the number of rows
   * @throws IllegalArgumentException if the values are not a whole number of rows
   */
  public static int count(float[] data, int length, Supplier<String> rows) {
    if (data.length % length != 0) {
      throw new IllegalArgumentException(
          data.length + " values are not a whole number of " + rows.get());
    }
    return data.length / length;
  }

  /**
   * Copies the remaining values of a buffer, whose position does not change.
   *
   * @param buffer the values from its position to its limit
   * @return a new array
   */
  public static float[] copy(FloatBuffer buffer) {
    float[] copy = new float[buffer.remaining()];
    buffer.duplicate().get(copy);
    return copy;
  }

  /**
   * Concatenates arrays.
   *
   * @param parts the arrays
   * @return a new array of all values, in order
   * @throws IllegalArgumentException if there are more values than an array can hold
   */
  public static float[] concat(List<float[]> parts) {
    long length = parts.stream().mapToLong(part -> part.length).sum();
    checkArgument(
        length <= Integer.MAX_VALUE - 8,
        "%s values in %s batches are more than the %s that fit into an array; concatenate fewer",
        length,
        parts.size(),
        Integer.MAX_VALUE - 8);
    float[] all = new float[(int) length];
    int offset = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, offset, part.length);
      offset += part.length;
    }
    return all;
  }
}

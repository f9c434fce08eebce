package org.dcgan.internal;

import static com.google.common.base.Preconditions.checkArgument;

/** The lengths of arrays that contain several rows. */
public final class ArraySize {
  /** The longest array that common virtual machines can allocate. */
  public static final int MOST = Integer.MAX_VALUE - 8;

  private ArraySize() {}

  /**
   * Computes the length of an array.
   *
   * @param rows the number of rows, at least 0
   * @param rowSize the number of values of a row, at least 0
   * @param what what the rows are, in the plural, for messages
   * @return the product
   * @throws IllegalArgumentException if it exceeds {@link #MOST}
   */
  public static int of(int rows, int rowSize, String what) {
    long size = (long) rows * rowSize;
    checkArgument(
        size <= MOST,
        "%s %s of %s values each do not fit into one array, which has at most %s values; use fewer"
            + " at a time",
        rows,
        what,
        rowSize,
        MOST);
    return (int) size;
  }

  /**
   * Checks the length of an array that several others are copied into.
   *
   * @param size the sum of their lengths
   * @param what what the arrays contain, in the plural, for messages
   * @return the length
   * @throws IllegalArgumentException if it exceeds {@link #MOST}
   */
  public static int ofAll(long size, String what) {
    checkArgument(
        size <= MOST,
        "%s of %s values in all do not fit into one array, which has at most %s values; use fewer"
            + " at a time",
        what,
        size,
        MOST);
    return (int) size;
  }
}

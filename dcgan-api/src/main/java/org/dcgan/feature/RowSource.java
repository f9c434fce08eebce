package org.dcgan.feature;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The rows of a matrix, wherever they lie. Read by several threads at once. */
public interface RowSource {

  /**
   * How many rows there are.
   *
   * @return at least 0
   */
  int rows();

  /**
   * The length of a row.
   *
   * @return at least 1
   */
  int columns();

  /**
   * How values are stored.
   *
   * @return the format of what {@link #copyRow} copies
   */
  FloatFormat format();

  /**
   * Copies a row.
   *
   * @param row 0 to {@code rows() - 1}
   * @param target little-endian, with room for {@code columns() * format().bytes()} bytes from its
   *     position on, which moves past them
   * @throws IOException if it cannot be read
   */
  void copyRow(int row, ByteBuffer target) throws IOException;
}

package org.dcgan.feature;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apiguardian.api.API;

/** Read access to the rows of a matrix in memory or in a file. Implementations are thread-safe. */
@API(status = API.Status.STABLE, since = "0.1")
public interface RowSource {

  /**
   * Returns the number of rows.
   *
   * @return at least 0
   */
  int rows();

  /**
   * Returns the length of a row.
   *
   * @return at least 1
   */
  int columns();

  /**
   * Returns the floating-point format of the values.
   *
   * @return the format that {@link #copyRow} writes
   */
  FloatFormat format();

  /**
   * Copies a row.
   *
   * @param row the index of the row, 0 to {@code rows() - 1}
   * @param target a little-endian buffer with at least {@code columns() * format().bytes()}
   *     remaining bytes; its position is advanced by them
   * @throws IOException if the row cannot be read
   */
  void copyRow(int row, ByteBuffer target) throws IOException;
}

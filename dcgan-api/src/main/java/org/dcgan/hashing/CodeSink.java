package org.dcgan.hashing;

import java.io.IOException;
import org.apiguardian.api.API;

/**
 * Receives the codes of the images of a source one by one, so that they need not be kept in memory.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface CodeSink {

  /**
   * Receives the code of an image.
   *
   * @param index the index of the image; indices are passed in ascending order
   * @param high the bits 64 to 127 of the code
   * @param low the bits 0 to 63 of the code
   * @throws IOException if the code cannot be stored; it ends the computation of codes
   */
  void accept(int index, long high, long low) throws IOException;

  /**
   * Receives the index of an image without a code: it cannot be read, or all its pixels have one
   * color.
   *
   * @param index the index of the image
   * @throws IOException if the code cannot be stored; it ends the computation of codes
   */
  void missing(int index) throws IOException;
}

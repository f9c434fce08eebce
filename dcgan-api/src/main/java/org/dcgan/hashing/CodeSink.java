package org.dcgan.hashing;

import java.io.IOException;

/** Takes the codes of a source's images one after another, so that nobody has to hold them. */
public interface CodeSink {

  /**
   * Takes a code.
   *
   * @param index of the image; indices come in ascending order
   * @param high bits 64 to 127
   * @param low bits 0 to 63
   * @throws IOException to end the coding
   */
  void accept(int index, long high, long low) throws IOException;

  /**
   * Is told of an image that has no code: it cannot be read, or is of one color.
   *
   * @param index of the image
   * @throws IOException to end the coding
   */
  void missing(int index) throws IOException;
}

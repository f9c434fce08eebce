package org.dcgan.datasets.files;

import java.io.Closeable;
import java.io.IOException;

/** The encoded images of a folder or an archive, in the order of their names, readable by index. */
public interface ImageFiles extends Closeable {
  /** Larger files are not images to train on; their bytes would have to be held while decoding. */
  long MAX_FILE_BYTES = 1L << 30;

  int count();

  /** The path within the folder or archive, with slashes. */
  String name(int index);

  /** The size that the folder or archive gives; what {@link #read} returns has it. */
  long bytes(int index);

  /** Where the image is, for people. */
  String place(int index);

  /** The files of other formats that were seen; of interest where there is no image. */
  OtherFormats others();

  /** What is wrong with a file of that size. */
  default IOException tooLarge(long bytes) {
    return new IOException("has " + bytes + " bytes, more than the limit of " + MAX_FILE_BYTES);
  }

  /** The whole file. */
  byte[] read(int index) throws IOException;
}

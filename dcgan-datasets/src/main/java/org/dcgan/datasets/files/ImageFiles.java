package org.dcgan.datasets.files;

import java.io.Closeable;
import java.io.IOException;

/** The encoded images of a folder or an archive, in the order of their names, readable by index. */
public interface ImageFiles extends Closeable {
  /** The maximum size of an image file, since its bytes are held in memory while it is decoded. */
  long MAX_FILE_BYTES = 1L << 30;

  int count();

  /** Returns the path within the folder or archive, with slashes. */
  String name(int index);

  /** Returns the size of the file according to the folder or archive. */
  long bytes(int index);

  /** Returns the location of the image for messages. */
  String location(int index);

  /** Returns hints about files of other formats, for the error message if there are no images. */
  FormatHints formatHints();

  /** Returns the error for a file of this size. */
  default IOException tooLarge(long bytes) {
    return new IOException("has " + bytes + " bytes, more than the limit of " + MAX_FILE_BYTES);
  }

  /** Reads the whole file. */
  byte[] read(int index) throws IOException;
}

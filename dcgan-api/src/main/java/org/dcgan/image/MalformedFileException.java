package org.dcgan.image;

import static org.dcgan.internal.PrintableText.oneLine;

import java.io.IOException;
import java.nio.file.Path;

/** A dataset's file is not what it should be; the whole dataset is refused. */
public final class MalformedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Names the file and the reason.
   *
   * @param file which
   * @param reason what was expected, what came, and where
   */
  public MalformedFileException(Path file, String reason) {
    super(oneLine(file + ": " + reason));
  }
}

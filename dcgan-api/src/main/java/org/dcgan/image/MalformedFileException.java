package org.dcgan.image;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.oneLine;

import java.io.IOException;
import java.nio.file.Path;
import org.apiguardian.api.API;

/**
 * A file of a dataset does not have the expected format or is damaged, so that the dataset cannot
 * be opened.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class MalformedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception. Invisible characters of the file's name and of the reason are escaped.
   *
   * @param file the file
   * @param reason the expected and the actual content, and the position
   */
  public MalformedFileException(Path file, String reason) {
    super(oneLine(requireNonNull(file, "file") + ": " + requireNonNull(reason, "reason")));
  }
}

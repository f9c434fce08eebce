package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.datasets.Dataset;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command line options for images in files of any supported format, in their own sizes. */
final class StoredImageOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "the images: a folder, an archive or a pack")
  private Path data = Path.of("");

  @Option(names = "--format", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private DataFormat format = DataFormat.AUTO;

  @Mixin private BackgroundOption background = new BackgroundOption();

  /** Returns the folder or file with the images. */
  Path path() {
    return data;
  }

  /**
   * Opens the images.
   *
   * @return the images, to be closed by the caller
   * @throws IOException if they do not exist or cannot be read
   */
  Dataset open() throws IOException {
    return format.open(data, background.color());
  }
}

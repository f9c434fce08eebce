package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.datasets.Dataset;
import picocli.CommandLine.Option;

/** Command line options for a labeled dataset with a training part and a test part. */
final class LabeledImageOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "folder with the images")
  private Path data = Path.of("");

  @Option(names = "--format", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private LabeledImages format = LabeledImages.CIFAR10;

  /** Returns the dataset. */
  LabeledImages format() {
    return format;
  }

  /**
   * Opens the training part.
   *
   * @return the images, to be closed by the caller
   * @throws IOException if they do not exist or cannot be read
   */
  Dataset train() throws IOException {
    return format.train(data);
  }

  /**
   * Opens the test part.
   *
   * @return the images, to be closed by the caller
   * @throws IOException if they do not exist or cannot be read
   */
  Dataset test() throws IOException {
    return format.test(data);
  }
}

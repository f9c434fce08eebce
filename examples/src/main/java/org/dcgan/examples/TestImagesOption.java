package org.dcgan.examples;

import org.dcgan.datasets.Dataset;
import picocli.CommandLine.Option;

/** Command line option for the number of test images. */
final class TestImagesOption {
  @Option(
      names = "--test-images",
      paramLabel = "N",
      description =
          "number of test images to use, the first ones, for a quick trial (default: all of them)")
  private int testImages = Integer.MAX_VALUE;

  /**
   * Returns the chosen test images.
   *
   * @param all all test images
   * @throws IllegalArgumentException if the number is not positive
   */
  Dataset of(Dataset all) {
    if (testImages < 1) {
      throw new IllegalArgumentException("--test-images must be at least 1, got " + testImages);
    }
    return all.take(Math.min(testImages, all.size()));
  }
}

package org.dcgan.examples;

import org.dcgan.architecture.Architecture;
import org.dcgan.eval.baseline.SearchOptions;
import picocli.CommandLine.Option;

/** Command line options for the random search over hyperparameters. */
final class SearchOptionGroup {
  /** The side of the images in pixels. */
  static final int RESOLUTION = 32;

  @Option(
      names = "--trials",
      description = "number of trials (default: ${DEFAULT-VALUE}, as in the paper)")
  private int trials = SearchOptions.PAPER.trials();

  @Option(
      names = "--epochs",
      description = "maximum epochs over the labeled images (default: ${DEFAULT-VALUE})")
  private int epochs = SearchOptions.PAPER.epochs();

  @Option(
      names = "--evaluate-every",
      description =
          "epochs between two evaluations on the validation images (default: ${DEFAULT-VALUE})")
  private int evaluateEvery = SearchOptions.PAPER.evaluateEvery();

  @Option(
      names = "--width",
      description =
          "feature maps of the first convolution (default: ${DEFAULT-VALUE}, as the authors)")
  private int width = 64;

  int trials() {
    return trials;
  }

  /**
   * Returns the options of the library.
   *
   * @param channels 1 for gray images or 3 for color
   * @param seed the random seed of the search
   */
  SearchOptions options(int channels, long seed) {
    Architecture authors = Architecture.svhn32();
    Architecture architecture =
        width == authors.discriminator().get(0).featureMaps()
                && channels == authors.image().channels()
            ? authors
            : Architecture.builder().resolution(RESOLUTION).channels(channels).width(width).build();
    return SearchOptions.builder()
        .architecture(architecture)
        .trials(trials)
        .epochs(epochs)
        .evaluateEvery(evaluateEvery)
        .seed(seed)
        .build();
  }
}

package org.dcgan.examples;

import java.util.List;
import org.dcgan.eval.baseline.KMeansOptions;
import picocli.CommandLine.Option;

/** Command line options for learning K-means features. */
final class KMeansOptionGroup {
  @Option(
      names = "--centroids",
      description =
          "centroids of the first layer, which has four features for each (default:"
              + " ${DEFAULT-VALUE})")
  private int centroids = KMeansOptions.DEFAULT.centroids();

  @Option(
      names = "--patches",
      description = "image patches that the centroids are learned from (default: ${DEFAULT-VALUE})")
  private int patches = KMeansOptions.DEFAULT.patches();

  @Option(
      names = "--layers",
      description = "1, or 2 or 3 with learned receptive fields (default: ${DEFAULT-VALUE})")
  private int layers = 1;

  @Option(
      names = "--whitening",
      paramLabel = "EPSILON",
      description =
          "constant that is added to the eigenvalues of the patches' covariance before whitening"
              + " (default: ${DEFAULT-VALUE})")
  private double whitening = KMeansOptions.DEFAULT.whitening();

  /**
   * Returns the options of the library.
   *
   * @param seed the random seed of patches and centroids
   * @throws IllegalArgumentException if there are no such layers or a value is out of range
   */
  KMeansOptions options(long seed) {
    KMeansOptions one =
        new KMeansOptions(
            KMeansOptions.DEFAULT.receptiveField(),
            patches,
            centroids,
            KMeansOptions.DEFAULT.iterations(),
            KMeansOptions.DEFAULT.contrast(),
            whitening,
            List.of(),
            seed);
    return switch (layers) {
      case 1 -> one;
      case 2 -> one.withLayersAbove(KMeansOptions.UpperLayer.SECOND);
      case 3 ->
          one.withLayersAbove(KMeansOptions.UpperLayer.SECOND, KMeansOptions.UpperLayer.THIRD);
      default -> throw new IllegalArgumentException("--layers must be 1, 2 or 3, got " + layers);
    };
  }
}

package org.dcgan.examples;

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

  @Option(
      names = "--contrast",
      paramLabel = "CONSTANT",
      description =
          "constant that is added to a patch's variance, in squared gray levels, before it is"
              + " divided by its deviation (default: ${DEFAULT-VALUE})")
  private double contrast = KMeansOptions.DEFAULT.contrast();

  @Option(
      names = "--receptive-field",
      paramLabel = "PIXELS",
      description = "height and width of a patch (default: ${DEFAULT-VALUE})")
  private int receptiveField = KMeansOptions.DEFAULT.receptiveField();

  @Option(names = "--iterations", description = "iterations of k-means (default: ${DEFAULT-VALUE})")
  private int iterations = KMeansOptions.DEFAULT.iterations();

  @Option(
      names = "--empty-centroids",
      description =
          "what becomes of centroids without patches: ${COMPLETION-CANDIDATES}; ZERO as in the"
              + " authors' demo (default: ${DEFAULT-VALUE})")
  private KMeansOptions.EmptyCentroids emptyCentroids = KMeansOptions.DEFAULT.emptyCentroids();

  /**
   * Returns the options of the library.
   *
   * @param seed the random seed of patches and centroids
   * @throws IllegalArgumentException if there are no such layers or a value is out of range
   */
  KMeansOptions options(long seed) {
    return KMeansOptions.builder()
        .receptiveField(receptiveField)
        .patches(patches)
        .centroids(centroids)
        .iterations(iterations)
        .contrast(contrast)
        .whitening(whitening)
        .emptyCentroids(emptyCentroids)
        .above(layersAbove())
        .seed(seed)
        .build();
  }

  private KMeansOptions.UpperLayer[] layersAbove() {
    return switch (layers) {
      case 1 -> new KMeansOptions.UpperLayer[0];
      case 2 -> new KMeansOptions.UpperLayer[] {KMeansOptions.UpperLayer.SECOND};
      case 3 ->
          new KMeansOptions.UpperLayer[] {
            KMeansOptions.UpperLayer.SECOND, KMeansOptions.UpperLayer.THIRD
          };
      default -> throw new IllegalArgumentException("--layers must be 1, 2 or 3, got " + layers);
    };
  }
}

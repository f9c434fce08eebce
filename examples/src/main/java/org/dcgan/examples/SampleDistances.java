package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.Dcgan;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.metrics.FrechetDistance;
import org.dcgan.eval.metrics.GeneratedFeatures;
import org.dcgan.eval.metrics.RealFeatures;
import org.dcgan.eval.report.Progress;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.internal.CloseOnFailure;

/**
 * The Fréchet distance of the samples of several models from the same real images, whose features
 * are extracted once. Owns the network.
 */
final class SampleDistances implements AutoCloseable {
  private final FeatureNetworkOptions.Networks network;
  private final RealFeatures real;
  private final int count;
  private final long seed;

  private SampleDistances(
      FeatureNetworkOptions.Networks network, RealFeatures real, int count, long seed) {
    this.network = network;
    this.real = real;
    this.count = count;
    this.seed = seed;
  }

  /**
   * Opens a network and extracts the features of real images.
   *
   * @param options which network
   * @param images which real images
   * @param shape the shape of the images
   * @param count the number of real images, and of samples of each model
   * @param seed the random seed that selects them
   * @param out the output folder, in which features of the network are stored until {@link
   *     #complete}, so that an interrupted measurement continues with them
   * @throws IOException if the images or the network cannot be read
   */
  static SampleDistances open(
      FeatureNetworkOptions options,
      ImageOptions images,
      ImageShape shape,
      int count,
      long seed,
      Path out)
      throws IOException {
    try (Dataset source = images.open(shape, seed)) {
      return from(options.open(shape, source, count, seed, out, false), source, count, seed);
    }
  }

  /**
   * Extracts the features of real images.
   *
   * @param opened the network, which the distances own; closed if the images cannot be read
   * @param source the real images
   * @param count the number of them, and of samples of each model
   * @param seed the random seed that selects them
   * @throws IOException if the images cannot be read
   */
  static SampleDistances from(
      FeatureNetworkOptions.Networks opened, ImageSource source, int count, long seed)
      throws IOException {
    return CloseOnFailure.of(
        opened,
        network ->
            new SampleDistances(
                network,
                RealFeatures.extract(network.features(), source, count, seed, Progress.console()),
                count,
                seed));
  }

  /** Says that all distances have been measured. */
  void complete() {
    network.complete();
  }

  /** Returns the description of the features. */
  String extractor() {
    return network.features().description();
  }

  /** Measures the distance of a model's samples. */
  double of(Dcgan dcgan) {
    GeneratedFeatures generated =
        GeneratedFeatures.sample(
            network.features(), dcgan, "step " + dcgan.step(), count, seed, Progress.console());
    return FrechetDistance.measure(real, generated).distance();
  }

  @Override
  public void close() {
    network.close();
  }
}

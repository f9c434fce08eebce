package org.dcgan.eval.features;

import java.io.IOException;
import org.dcgan.Dcgan;
import org.dcgan.architecture.Architecture;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;

/**
 * Features of a discriminator with random weights, as it is before training, with statistics
 * gathered over images: what training has to beat. Owns native memory: close it.
 */
public final class UntrainedDiscriminator implements FeatureExtractor, AutoCloseable {
  private final Dcgan dcgan;
  private final FeatureExtractor features;
  private final long seed;

  private UntrainedDiscriminator(Dcgan dcgan, FeatureOptions options, long seed) {
    this.dcgan = dcgan;
    this.features = dcgan.discriminator().features(options);
    this.seed = seed;
  }

  /**
   * An untrained discriminator.
   *
   * @param architecture the trained one's
   * @param seed what weights are drawn from
   * @param images what statistics are gathered over, as {@link Dcgan#gatherStatistics}
   * @param batchSize images a batch of that, at least 2
   * @param options statistics and layout
   * @return an open extractor
   * @throws IOException if images cannot be read
   */
  public static UntrainedDiscriminator like(
      Architecture architecture,
      long seed,
      ImageSource images,
      int batchSize,
      FeatureOptions options)
      throws IOException {
    Dcgan dcgan = Dcgan.builder().architecture(architecture).seed(seed).build();
    try {
      dcgan.gatherStatistics(images, batchSize);
      return new UntrainedDiscriminator(dcgan, options, seed);
    } catch (IOException | RuntimeException e) {
      dcgan.close();
      throw e;
    }
  }

  @Override
  public int dimension() {
    return features.dimension();
  }

  @Override
  public ImageShape inputShape() {
    return features.inputShape();
  }

  @Override
  public Features extract(Images images) {
    return features.extract(images);
  }

  @Override
  public String description() {
    return "untrained " + features.description() + ", seed " + seed;
  }

  @Override
  public void close() {
    dcgan.close();
  }
}

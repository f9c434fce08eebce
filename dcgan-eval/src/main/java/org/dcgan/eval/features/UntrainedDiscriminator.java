package org.dcgan.eval.features;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Locale;
import org.apiguardian.api.API;
import org.dcgan.Dcgan;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.eval.internal.UntrainedModels;
import org.dcgan.feature.DiscriminatorWeights;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;

/**
 * Features of a discriminator with random weights, as before training, with population statistics
 * gathered over images: the baseline that a trained discriminator is compared with. It has no
 * classes, also where the trained one is conditional. It owns native memory and must be closed.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class UntrainedDiscriminator implements FeatureExtractor, AutoCloseable {
  private final Dcgan dcgan;
  private final FeatureExtractor features;
  private final String description;

  private UntrainedDiscriminator(
      Dcgan dcgan, FeatureOptions options, long seed, ImageSource images, int batchSize) {
    this.dcgan = dcgan;
    this.features = dcgan.discriminator().features(options.withWeights(DiscriminatorWeights.AUTO));
    this.description =
        String.format(
            Locale.ROOT,
            "untrained %s, seed %d, statistics over %s in batches of %d",
            features.description(),
            seed,
            images.description(),
            batchSize);
  }

  /**
   * Creates an untrained discriminator.
   *
   * @param architecture the architecture of the trained discriminator that it is compared with. The
   *     classes of a conditional one are left out, so that the features need no labels
   * @param seed the random seed of the weights
   * @param images the images over which statistics are gathered, as by {@link
   *     Dcgan#gatherStatistics}
   * @param batchSize the number of images in a batch of that, at least 2
   * @param options batch normalization's statistics and the layout of features; there is only one
   *     set of weights
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
    return like(architecture, seed, images, batchSize, options, RuntimeOptions.DEFAULT);
  }

  /**
   * Creates an untrained discriminator, with a choice of precision, device and threads.
   *
   * @param architecture the architecture of the trained discriminator that it is compared with. The
   *     classes of a conditional one are left out, so that the features need no labels
   * @param seed the random seed of the weights
   * @param images the images over which statistics are gathered, as by {@link
   *     Dcgan#gatherStatistics}
   * @param batchSize the number of images in a batch of that, at least 2
   * @param options batch normalization's statistics and the layout of features; there is only one
   *     set of weights
   * @param runtime precision, device and threads
   * @return an open extractor
   * @throws IOException if images cannot be read
   */
  public static UntrainedDiscriminator like(
      Architecture architecture,
      long seed,
      ImageSource images,
      int batchSize,
      FeatureOptions options,
      RuntimeOptions runtime)
      throws IOException {
    requireNonNull(architecture, "architecture");
    requireNonNull(images, "images");
    requireNonNull(options, "options");
    requireNonNull(runtime, "runtime");

    Dcgan dcgan = UntrainedModels.open(architecture, seed, images, batchSize, runtime);
    try {
      return new UntrainedDiscriminator(dcgan, options, seed, images, batchSize);
    } catch (RuntimeException | Error e) {
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
    requireNonNull(images, "images");

    return features.extract(images);
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public void close() {
    dcgan.close();
  }
}

package org.dcgan.eval.metrics;

import java.io.IOException;
import java.util.Locale;
import org.dcgan.Dcgan;
import org.dcgan.Precision;
import org.dcgan.architecture.Architecture;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;

/**
 * Features that are always at hand: {@link AveragedMaps} of a discriminator that was never trained,
 * its weights drawn from a seed, its statistics gathered from real images. Convolutions of random
 * weights see edges, colors and textures well enough to tell a good state of a run from a bad one,
 * and unlike a network in training they never change.
 *
 * <p>Owns a model: close it after use.
 */
public final class UntrainedFeatures implements FeatureExtractor, AutoCloseable {
  /** Feature maps of the first convolution: cheap beside a network of the paper's width. */
  public static final int DEFAULT_WIDTH = 32;

  private static final int STATISTICS_BATCH_SIZE = 64;

  private final Dcgan model;
  private final AveragedMaps maps;
  private final String description;

  private UntrainedFeatures(Dcgan model, int width, long seed) {
    this.model = model;
    this.maps = AveragedMaps.of(model);
    this.description =
        String.format(
            Locale.ROOT,
            "an untrained discriminator (width %d, seed %d, %d maps, averaged)",
            width,
            seed,
            maps.dimension());
  }

  /**
   * Draws the discriminator, of {@link #DEFAULT_WIDTH}.
   *
   * @param source real images, which statistics are gathered from; read now, not kept
   * @param count how many of them, at least 2
   * @param seed the weights', and which images
   * @return an extractor for images of their shape
   * @throws IllegalArgumentException if the images differ in shape, are too few, or of a shape that
   *     no network takes
   * @throws IOException if the images cannot be read
   */
  public static UntrainedFeatures of(ImageSource source, int count, long seed) throws IOException {
    Selection selection = Selection.of(source, count, seed);
    ImageShape shape = selection.images();
    Architecture architecture =
        Architecture.builder()
            .resolution(shape.height())
            .channels(shape.channels())
            .width(DEFAULT_WIDTH)
            .build();
    // Always float32: a score is not to depend on what the CPU computes in.
    Dcgan model =
        Dcgan.builder().architecture(architecture).seed(seed).precision(Precision.FLOAT32).build();
    try {
      model.gatherStatistics(selection, Math.min(STATISTICS_BATCH_SIZE, selection.size()));
      return new UntrainedFeatures(model, DEFAULT_WIDTH, seed);
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  @Override
  public int dimension() {
    return maps.dimension();
  }

  @Override
  public ImageShape inputShape() {
    return maps.inputShape();
  }

  @Override
  public Features extract(Images images) {
    return maps.extract(images);
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public void close() {
    model.close();
  }
}

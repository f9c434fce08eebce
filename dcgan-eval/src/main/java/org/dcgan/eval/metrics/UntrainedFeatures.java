package org.dcgan.eval.metrics;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Locale;
import org.apiguardian.api.API;
import org.dcgan.Dcgan;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.eval.internal.UntrainedModels;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;

/**
 * Features that need no trained network: {@link AveragedMaps} of a discriminator with random
 * weights whose population statistics are gathered from real images. Random convolutions respond to
 * edges, colors and textures, which is enough to tell good checkpoints of a run from bad ones, and
 * unlike a network in training they never change.
 *
 * <p>It owns a model and must be closed.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class UntrainedFeatures implements FeatureExtractor, AutoCloseable {
  /** Feature maps of the first convolution, a quarter of the paper's 128, for speed. */
  public static final int DEFAULT_WIDTH = 32;

  private static final int STATISTICS_BATCH_SIZE = 64;

  private final Dcgan model;
  private final AveragedMaps maps;
  private final String description;

  private UntrainedFeatures(Dcgan model, int width, long seed, ImageSource statistics) {
    this.model = model;
    this.maps = AveragedMaps.of(model);
    this.description =
        String.format(
            Locale.ROOT,
            "an untrained discriminator (width %d, seed %d, %d maps, averaged; statistics over %s)",
            width,
            seed,
            maps.dimension(),
            statistics.description());
  }

  /**
   * Features of a discriminator of {@link #DEFAULT_WIDTH}.
   *
   * @param source real images, over which statistics are gathered; read now, not kept
   * @param count the number of them, at least 2
   * @param seed the random seed of the weights and of the selection of images
   * @return an extractor for images of their shape
   * @throws IllegalArgumentException if the images differ in shape, are too few, or no network
   *     takes images of their shape
   * @throws IOException if the images cannot be read
   */
  public static UntrainedFeatures of(ImageSource source, int count, long seed) throws IOException {
    return of(source, count, seed, RuntimeOptions.DEFAULT);
  }

  /**
   * Features of a discriminator of {@link #DEFAULT_WIDTH}, with a choice of device and threads.
   *
   * @param source real images, over which statistics are gathered; read now, not kept
   * @param count the number of them, at least 2
   * @param seed the random seed of the weights and of the selection of images
   * @param runtime device and threads. The precision is always float32, whatever is asked for, so
   *     that a score does not depend on the number format that a CPU prefers
   * @return an extractor for images of their shape
   * @throws IllegalArgumentException if the images differ in shape, are too few, or no network
   *     takes images of their shape
   * @throws IOException if the images cannot be read
   */
  public static UntrainedFeatures of(
      ImageSource source, int count, long seed, RuntimeOptions runtime) throws IOException {
    requireNonNull(source, "source");
    requireNonNull(runtime, "runtime");

    Selection selection = Selection.of(source, count, seed);
    ImageShape shape = selection.images();
    Architecture architecture =
        Architecture.builder()
            .resolution(shape.height())
            .channels(shape.channels())
            .width(DEFAULT_WIDTH)
            .build();
    Dcgan model =
        UntrainedModels.open(
            architecture,
            seed,
            selection,
            Math.min(STATISTICS_BATCH_SIZE, selection.size()),
            new RuntimeOptions(Precision.FLOAT32, runtime.device(), runtime.threads()));
    return new UntrainedFeatures(model, DEFAULT_WIDTH, seed, selection);
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
    requireNonNull(images, "images");

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

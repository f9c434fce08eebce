package org.dcgan.eval.metrics;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Locale;
import java.util.Optional;
import org.apiguardian.api.API;
import org.dcgan.eval.internal.ImageBatches;
import org.dcgan.eval.internal.ImageShapes;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageSource;
import org.dcgan.internal.ArraySize;

/**
 * The features, the real images and the number of generated images that a score over features
 * compares. The features of the real images are computed once.
 *
 * <p>The extractor must not change while the comparison is used: scores of a network that is still
 * being trained could not be compared with each other.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class FeatureComparison {
  /**
   * The number of real and of generated images. With fewer images than the features have dimensions
   * the covariances are singular. The distance is biased: it grows as the number falls, so that
   * only distances over the same number can be compared.
   */
  public static final int DEFAULT_COUNT = 2000;

  private final FeatureExtractor extractor;
  private final Features real;
  private final int generated;
  private final long seed;
  private final String description;

  private FeatureComparison(
      FeatureExtractor extractor, Features real, int generated, long seed, String description) {
    this.extractor = extractor;
    this.real = real;
    this.generated = generated;
    this.seed = seed;
    this.description = description;
  }

  /**
   * Computes the features of the real images.
   *
   * @param extractor computes features
   * @param source real images of the extractor's shape; read now, not kept
   * @param count the number of real and of generated images, at least 2; of a smaller source all
   *     images are used
   * @param seed the random seed that selects real images and generates the latents
   * @return the comparison
   * @throws IllegalArgumentException if the images do not fit or are too few, or their features are
   *     not finite
   * @throws IOException if the images cannot be read
   */
  public static FeatureComparison of(
      FeatureExtractor extractor, ImageSource source, int count, long seed) throws IOException {
    requireNonNull(extractor, "extractor");
    requireNonNull(source, "source");

    Selection selection = Selection.of(source, count, seed);
    ImageShapes.require(extractor.description(), extractor.inputShape(), source);
    float[] rows =
        new float[ArraySize.of(selection.size(), extractor.dimension(), "rows of features")];
    FloatBuffer filled = FloatBuffer.wrap(rows);
    ImageBatches.forEach(
        selection, Samples.BATCH, (first, images) -> filled.put(extractor.extract(images).data()));
    Features real = Features.of(extractor.dimension(), rows);
    FeatureReading.requireFinite(extractor, real, source.description());
    return new FeatureComparison(
        extractor,
        real,
        count,
        seed,
        String.format(
            Locale.ROOT,
            "features of %s, %d real images of %s against %d generated, seed %d",
            extractor.description(),
            real.count(),
            source.description(),
            count,
            seed));
  }

  /** Features of the real images. */
  Features real() {
    return real;
  }

  /** The number of generated images. */
  int generatedCount() {
    return generated;
  }

  /** Features of generated images; empty if they are not finite. */
  Optional<Features> generated(ImageSampler model) throws IOException {
    float[] rows = new float[ArraySize.of(generated, extractor.dimension(), "rows of features")];
    FloatBuffer filled = FloatBuffer.wrap(rows);
    Samples.generate(
        model,
        generated,
        seed,
        batch -> {
          filled.put(extractor.extract(batch).data());
          return true;
        });
    Features features = Features.of(extractor.dimension(), rows);
    return Samples.finite(features.data()) ? Optional.of(features) : Optional.empty();
  }

  /**
   * Everything that a score over this comparison depends on.
   *
   * @return extractor, numbers of images, dataset and seed
   */
  public String description() {
    return description;
  }
}

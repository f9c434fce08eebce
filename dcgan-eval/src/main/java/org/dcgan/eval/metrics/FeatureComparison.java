package org.dcgan.eval.metrics;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Locale;
import java.util.Optional;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageSource;

/**
 * By which features generated images are compared with which real ones: what scores over features
 * have in common. The real ones are looked at once.
 *
 * <p>The extractor must stay as it is as long as the comparison is used: a network that goes on
 * training would move the goal.
 */
public final class FeatureComparison {
  /**
   * Images of either kind. With fewer than the features have dimensions the covariances are
   * singular, and the distance grows as the number falls; always the same number compares well.
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
   * Looks at the real images.
   *
   * @param extractor what computes features
   * @param source real images of the extractor's shape; read now, not kept
   * @param count how many real and how many generated images, at least 2; of a smaller source all
   * @param seed which of both
   * @return the comparison
   * @throws IllegalArgumentException if the images do not fit or are too few, or their features are
   *     not finite
   * @throws IOException if the images cannot be read
   */
  public static FeatureComparison of(
      FeatureExtractor extractor, ImageSource source, int count, long seed) throws IOException {
    Selection selection = Selection.of(source, count, seed);
    checkArgument(
        selection.images().equals(extractor.inputShape()),
        "%s takes images of %s, but those of %s are %s; crop, resize or convert them first",
        extractor.description(),
        extractor.inputShape(),
        source.description(),
        selection.images());
    float[] rows = new float[Math.multiplyExact(selection.size(), extractor.dimension())];
    FloatBuffer filled = FloatBuffer.wrap(rows);
    for (int from = 0; from < selection.size(); from += Samples.BATCH) {
      filled.put(extractor.extract(selection.batch(from, Samples.BATCH)).data());
    }
    Features real = Features.of(extractor.dimension(), rows);
    checkArgument(
        Samples.finite(real.data()),
        "%s gives features of %s that are not finite; bring another extractor",
        extractor.description(),
        source.description());
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

  /** Features of generated images; empty if they are not finite. */
  Optional<Features> generated(ImageSampler model) throws IOException {
    float[] rows = new float[Math.multiplyExact(generated, extractor.dimension())];
    FloatBuffer filled = FloatBuffer.wrap(rows);
    Samples.draw(
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
   * What the comparison depends on.
   *
   * @return extractor, numbers of images, dataset and seed
   */
  public String description() {
    return description;
  }
}

package org.dcgan.eval.metrics;

import java.nio.FloatBuffer;
import org.dcgan.Dcgan;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;

/**
 * Few features of a discriminator: each feature map of each convolution, after LeakyReLU and max
 * pooling to 4x4 as in the paper's section 5, averaged over its 16 places. So there is one value a
 * feature map, 224 for 32x32 images and a width of 32 (32 + 64 + 128), a number of which a
 * covariance can be estimated from some thousand images. Population statistics.
 */
public final class AveragedMaps implements FeatureExtractor {
  private static final int PLACES = 16;

  private final FeatureExtractor features;
  private final int[] maps;
  private final int dimension;
  private final String description;

  private AveragedMaps(FeatureExtractor features, int[] maps) {
    this.features = features;
    this.maps = maps;
    this.dimension = java.util.Arrays.stream(maps).sum();
    this.description = dimension + " maps, averaged, of " + features.description();
  }

  /**
   * Features of a model's discriminator as it is now: the authors', one's own at some step, or any
   * other that stays as it is.
   *
   * @param model an open model with population statistics, not trained on while this is used; stays
   *     the caller's
   * @return an extractor that lives as long as the model
   */
  public static AveragedMaps of(Dcgan model) {
    int[] maps =
        model.architecture().discriminatorFeatureLayers().stream()
            .mapToInt(LayerSpec::maps)
            .toArray();
    return new AveragedMaps(model.discriminator().features(), maps);
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public ImageShape inputShape() {
    return features.inputShape();
  }

  @Override
  public Features extract(Images images) {
    Features pooled = features.extract(images);
    FloatBuffer values = pooled.data();
    float[] averages = new float[pooled.count() * dimension];
    int in = 0;
    int out = 0;
    for (int row = 0; row < pooled.count(); row++) {
      for (int width : maps) {
        for (int map = 0; map < width; map++) {
          double sum = 0;
          for (int place = 0; place < PLACES; place++) {
            sum += values.get(in + place * width + map);
          }
          averages[out + map] = (float) (sum / PLACES);
        }
        in += PLACES * width;
        out += width;
      }
    }
    return Features.of(dimension, averages);
  }

  @Override
  public String description() {
    return description;
  }
}

package org.dcgan.eval.metrics;

import static java.util.Objects.requireNonNull;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.apiguardian.api.API;
import org.dcgan.Dcgan;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;

/**
 * Low-dimensional features of a discriminator: each feature map of each convolution, after
 * LeakyReLU and max pooling to 4x4 (7x7 for images of 28x28) as in section 5 of the paper, averaged
 * over these positions. There is one value for each feature map, for example 224 for 32x32 images
 * and a width of 32 (32 + 64 + 128), so that a few thousand images are enough to estimate a
 * covariance. Batch normalization uses population statistics.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class AveragedMaps implements FeatureExtractor {
  private final FeatureExtractor features;
  private final int[] maps;
  private final int positions;
  private final int dimension;
  private final String description;

  private AveragedMaps(FeatureExtractor features, int[] maps, int positions) {
    this.features = features;
    this.maps = maps;
    this.positions = positions;
    this.dimension = Arrays.stream(maps).sum();
    this.description = dimension + " maps, averaged, of " + features.description();
  }

  /**
   * Features of a model's discriminator with its current weights.
   *
   * @param model an open model with population statistics, which must not be trained while the
   *     extractor is used; the caller closes it
   * @return an extractor that can be used until the model is closed
   */
  public static AveragedMaps of(Dcgan model) {
    requireNonNull(model, "model");

    int[] maps =
        model.architecture().discriminatorFeatureLayers().stream()
            .mapToInt(LayerSpec::maps)
            .toArray();
    int side = model.architecture().seedSide();
    return new AveragedMaps(model.discriminator().features(), maps, side * side);
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
    requireNonNull(images, "images");

    Features pooled = features.extract(images);
    FloatBuffer values = pooled.data();
    float[] averages = new float[pooled.count() * dimension];
    int in = 0;
    int out = 0;
    for (int row = 0; row < pooled.count(); row++) {
      for (int width : maps) {
        for (int map = 0; map < width; map++) {
          double sum = 0;
          for (int position = 0; position < positions; position++) {
            sum += values.get(in + position * width + map);
          }
          averages[out + map] = (float) (sum / positions);
        }
        in += positions * width;
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

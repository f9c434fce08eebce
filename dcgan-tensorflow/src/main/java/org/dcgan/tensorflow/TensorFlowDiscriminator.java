package org.dcgan.tensorflow;

import java.util.Locale;
import org.dcgan.Architecture;
import org.dcgan.BatchNormMode;
import org.dcgan.Discriminator;
import org.dcgan.FeatureExtractor;
import org.dcgan.FeatureOptions;
import org.dcgan.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;

/** D of a model. */
record TensorFlowDiscriminator(TensorFlowDcgan model) implements Discriminator {

  @Override
  public float[] logits(Images images, BatchNormMode batchNorm) {
    return model.discriminate(images, new Programs.Judgement.Logits(), batchNorm);
  }

  @Override
  public FeatureExtractor features(FeatureOptions options) {
    return new DiscriminatorFeatures(model, options);
  }

  private record DiscriminatorFeatures(TensorFlowDcgan model, FeatureOptions options)
      implements FeatureExtractor {

    @Override
    public int dimension() {
      return model.architecture().featureDimension();
    }

    @Override
    public ImageShape inputShape() {
      return model.architecture().image();
    }

    @Override
    public String description() {
      Architecture architecture = model.architecture();
      return String.format(
          "discriminator(%s, width %d, step %d, %d features, %s statistics, %s)",
          architecture.image(),
          architecture.discriminatorLayers().get(0).maps(),
          model.step(),
          dimension(),
          options.batchNorm().name().toLowerCase(Locale.ROOT),
          options.layout());
    }

    @Override
    public Features extract(Images images) {
      return Features.of(
          dimension(),
          java.nio.FloatBuffer.wrap(
              model.discriminate(
                  images,
                  new Programs.Judgement.PooledFeatures(options.layout()),
                  options.batchNorm())));
    }
  }
}

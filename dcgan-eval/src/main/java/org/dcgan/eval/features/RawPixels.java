package org.dcgan.eval.features;

import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;

/**
 * The images themselves, [-1, 1], as features: what a representation has to beat.
 *
 * @param inputShape of the images
 */
public record RawPixels(ImageShape inputShape) implements FeatureExtractor {

  @Override
  public int dimension() {
    return inputShape.size();
  }

  @Override
  public Features extract(Images images) {
    if (!images.shape().equals(inputShape)) {
      throw new IllegalArgumentException(
          "expected images of " + inputShape + ", got " + images.shape());
    }
    return Features.of(dimension(), images.data());
  }

  @Override
  public String description() {
    return "raw pixels(" + inputShape + ")";
  }
}

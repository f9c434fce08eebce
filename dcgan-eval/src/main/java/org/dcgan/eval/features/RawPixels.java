package org.dcgan.eval.features;

import static java.util.Objects.requireNonNull;

import org.apiguardian.api.API;
import org.dcgan.eval.internal.ImageShapes;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;

/**
 * The pixels of images, in [-1, 1], as features: the baseline that a representation is compared
 * with.
 *
 * @param inputShape the shape of the images
 */
@API(status = API.Status.STABLE, since = "0.1")
public record RawPixels(ImageShape inputShape) implements FeatureExtractor {
  /** Checks that no component is null. */
  public RawPixels {
    requireNonNull(inputShape, "inputShape");
  }

  @Override
  public int dimension() {
    return inputShape.size();
  }

  @Override
  public Features extract(Images images) {
    requireNonNull(images, "images");

    ImageShapes.require(description(), inputShape, images);
    return Features.of(dimension(), images.data());
  }

  @Override
  public String description() {
    return "raw pixels(" + inputShape + ")";
  }
}

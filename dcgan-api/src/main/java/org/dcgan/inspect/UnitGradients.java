package org.dcgan.inspect;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.image.Images;

/**
 * What in each image drives one feature map of the discriminator: the gradient of its strongest
 * response with respect to the pixels.
 *
 * @param layer the layer
 * @param map the feature map
 * @param rule how LeakyReLUs were passed
 * @param responses where the map responds most, one an image
 * @param gradients of those responses, of the images' shape; not confined to [-1, 1]
 */
public record UnitGradients(
    LayerSpec layer,
    int map,
    GuidedRule rule,
    List<Activations.Response> responses,
    Images gradients) {

  /** Checks that there is one of each an image. */
  public UnitGradients {
    requireNonNull(layer, "layer");
    requireNonNull(rule, "rule");
    requireNonNull(responses, "responses");
    requireNonNull(gradients, "gradients");

    responses = ImmutableList.copyOf(responses);
    checkArgument(
        responses.size() == gradients.count(),
        "expected one gradient a response, got %s and %s",
        gradients.count(),
        responses.size());
  }
}

package org.dcgan.inspect;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.image.Images;

/**
 * The gradients of the strongest response of one discriminator feature map in each image with
 * respect to the pixels. They show which parts of an image the feature map responds to.
 *
 * @param layer the layer
 * @param map the index of the feature map
 * @param rule how the gradient was propagated through LeakyReLU
 * @param responses the strongest response in each image
 * @param gradients the gradients of these responses, in the shape of the images; they are not
 *     limited to [-1, 1]
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record UnitGradients(
    LayerSpec layer,
    int map,
    GuidedRule rule,
    List<Activations.Response> responses,
    Images gradients) {

  /** Checks that there is one response for each gradient. */
  public UnitGradients {
    requireNonNull(layer, "layer");
    requireNonNull(rule, "rule");
    requireNonNull(responses, "responses");
    requireNonNull(gradients, "gradients");

    responses = ImmutableList.copyOf(responses);
    checkArgument(
        responses.size() == gradients.count(),
        "expected one response per gradient, got %s gradients and %s responses",
        gradients.count(),
        responses.size());
  }
}

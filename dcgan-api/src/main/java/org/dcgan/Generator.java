package org.dcgan;

import static java.util.Objects.requireNonNull;

import org.apiguardian.api.API;
import org.dcgan.architecture.Architecture;
import org.dcgan.image.Images;
import org.dcgan.inspect.Activations;
import org.dcgan.latent.Labels;
import org.dcgan.latent.Latents;

/**
 * The generator network G, which maps latents to images. It can be used until its {@link Dcgan} is
 * closed. Methods are thread-safe; during training, calls run between two steps.
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface Generator {

  /**
   * Returns this network of a conditional model for given labels. A network without labels cannot
   * be used if the model has classes.
   *
   * @param labels float32 [n, classes]: a single label for all images of a call, or one for each
   * @return the network, whose calls must have as many latents as there are labels, unless there is
   *     a single label
   * @throws IllegalArgumentException if there are no labels, or they do not have the model's number
   *     of classes
   * @throws IllegalStateException if the model has no classes
   */
  Generator withLabels(Labels labels);

  /**
   * Generates an image for each latent with {@link SamplingOptions#DEFAULT}: population statistics,
   * and averaged weights if the model has them.
   *
   * @param latents float32 [n, latentDim]
   * @return n images, float32 NHWC in [-1, 1]
   * @throws IllegalArgumentException if the dimension of the latents is not the model's
   * @throws IllegalStateException if the model is closed
   */
  default Images generate(Latents latents) {
    requireNonNull(latents, "latents");

    return generate(latents, SamplingOptions.DEFAULT);
  }

  /**
   * Generates an image for each latent.
   *
   * @param latents float32 [n, latentDim]
   * @param options statistics, weights and removed feature maps
   * @return n images, float32 NHWC in [-1, 1]
   * @throws IllegalArgumentException if the dimension of the latents is not the model's, or a layer
   *     or feature map to remove does not exist
   * @throws ResourceLimitException if the images do not fit into memory; with statistics of the
   *     batch, all of them are computed at once
   * @throws IllegalStateException if the model is closed
   */
  Images generate(Latents latents, SamplingOptions options);

  /**
   * Computes the activations of a generator layer with population statistics.
   *
   * @param latents float32 [n, latentDim]
   * @param layer the name of one of {@link Architecture#generatorFeatureLayers()}
   * @return float32 [n, side, side, maps], the values after batch normalization and ReLU
   * @throws IllegalArgumentException if the dimension of the latents is not the model's, or there
   *     is no layer of that name; the message lists the layers
   * @throws IllegalStateException if the model is closed
   */
  default Activations activations(Latents latents, String layer) {
    requireNonNull(latents, "latents");
    requireNonNull(layer, "layer");

    return activations(latents, layer, SamplingOptions.DEFAULT);
  }

  /**
   * Computes the activations of a generator layer.
   *
   * @param latents float32 [n, latentDim]
   * @param layer the name of one of {@link Architecture#generatorFeatureLayers()}
   * @param options statistics, weights and removed feature maps, whose values are 0
   * @return float32 [n, side, side, maps], the values after batch normalization and ReLU
   * @throws IllegalArgumentException if the dimension of the latents is not the model's, or there
   *     is no layer of that name; the message lists the layers
   * @throws IllegalStateException if the model is closed
   */
  Activations activations(Latents latents, String layer, SamplingOptions options);
}

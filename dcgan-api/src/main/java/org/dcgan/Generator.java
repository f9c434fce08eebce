package org.dcgan;

import static java.util.Objects.requireNonNull;

import org.dcgan.architecture.Architecture;
import org.dcgan.image.Images;
import org.dcgan.inspect.Activations;
import org.dcgan.latent.Latents;

/**
 * The network G: latents to images. Belongs to its {@link Dcgan} and ends with it. Safe for use
 * from several threads, though not while the model trains.
 */
public interface Generator {

  /**
   * Draws an image for each latent, as {@link SamplingOptions#DEFAULT} says: normalized with
   * population statistics, with averaged weights where the model has them.
   *
   * @param latents float32 [n, latentDim]
   * @return n images, float32 NHWC in [-1, 1]
   * @throws IllegalArgumentException if the latents have another dimension
   * @throws IllegalStateException if the model is closed
   */
  default Images generate(Latents latents) {
    requireNonNull(latents, "latents");

    return generate(latents, SamplingOptions.DEFAULT);
  }

  /**
   * Draws an image for each latent.
   *
   * @param latents float32 [n, latentDim]
   * @param options how
   * @return n images, float32 NHWC in [-1, 1]
   * @throws IllegalArgumentException if the latents have another dimension, or a layer or feature
   *     map that is to be left out does not exist
   * @throws IllegalStateException if the model is closed
   */
  Images generate(Latents latents, SamplingOptions options);

  /**
   * What comes out of a layer, normalizing with population statistics.
   *
   * @param latents float32 [n, latentDim]
   * @param layer a name of {@link Architecture#generatorFeatureLayers()}
   * @return float32 [n, side, side, maps], after batch normalization and ReLU
   * @throws IllegalArgumentException if the latents have another dimension, or there is no such
   *     layer; the message lists those that there are
   * @throws IllegalStateException if the model is closed
   */
  default Activations activations(Latents latents, String layer) {
    requireNonNull(latents, "latents");
    requireNonNull(layer, "layer");

    return activations(latents, layer, SamplingOptions.DEFAULT);
  }

  /**
   * What comes out of a layer.
   *
   * @param latents float32 [n, latentDim]
   * @param layer a name of {@link Architecture#generatorFeatureLayers()}
   * @param options how; maps that are left out are 0
   * @return float32 [n, side, side, maps], after batch normalization and ReLU
   * @throws IllegalArgumentException if the latents have another dimension, or there is no such
   *     layer; the message lists those that there are
   * @throws IllegalStateException if the model is closed
   */
  Activations activations(Latents latents, String layer, SamplingOptions options);
}

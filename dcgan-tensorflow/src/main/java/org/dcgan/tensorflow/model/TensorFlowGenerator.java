package org.dcgan.tensorflow.model;

import static java.util.Objects.requireNonNull;

import org.dcgan.Generator;
import org.dcgan.SamplingOptions;
import org.dcgan.image.Images;
import org.dcgan.inspect.Activations;
import org.dcgan.latent.Latents;

/** The generator of a model. */
record TensorFlowGenerator(Inference inference) implements Generator {

  @Override
  public Images generate(Latents latents, SamplingOptions options) {
    requireNonNull(latents, "latents");
    requireNonNull(options, "options");

    return inference.generate(latents, options);
  }

  @Override
  public Activations activations(Latents latents, String layer, SamplingOptions options) {
    requireNonNull(latents, "latents");
    requireNonNull(layer, "layer");
    requireNonNull(options, "options");

    return inference.activations(latents, layer, options);
  }
}

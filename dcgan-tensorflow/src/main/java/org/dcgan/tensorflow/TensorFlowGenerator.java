package org.dcgan.tensorflow;

import org.dcgan.Activations;
import org.dcgan.Generator;
import org.dcgan.Latents;
import org.dcgan.SamplingOptions;
import org.dcgan.image.Images;

/** G of a model. */
record TensorFlowGenerator(Inference inference) implements Generator {

  @Override
  public Images generate(Latents latents, SamplingOptions options) {
    return inference.generate(latents, options);
  }

  @Override
  public Activations activations(Latents latents, String layer, SamplingOptions options) {
    return inference.activations(latents, layer, options);
  }
}

package org.dcgan.tensorflow;

import org.dcgan.Activations;
import org.dcgan.Generator;
import org.dcgan.Latents;
import org.dcgan.SamplingOptions;
import org.dcgan.image.Images;

/** G of a model. */
record TensorFlowGenerator(TensorFlowDcgan model) implements Generator {

  @Override
  public Images generate(Latents latents, SamplingOptions options) {
    return model.generate(latents, options);
  }

  @Override
  public Activations activations(Latents latents, String layer, SamplingOptions options) {
    return model.activations(latents, layer, options);
  }
}

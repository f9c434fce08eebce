package org.dcgan.tensorflow.model;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import org.dcgan.Generator;
import org.dcgan.SamplingOptions;
import org.dcgan.image.Images;
import org.dcgan.inspect.Activations;
import org.dcgan.latent.Labels;
import org.dcgan.latent.Latents;
import org.jspecify.annotations.Nullable;

/**
 * The generator of a model.
 *
 * @param labels those of the images to generate; null if there are none
 */
record TensorFlowGenerator(Inference inference, @Nullable Labels labels) implements Generator {

  @Override
  public Generator withLabels(Labels labels) {
    requireNonNull(labels, "labels");

    checkArgument(labels.count() >= 1, "expected at least one label, got none");
    return new TensorFlowGenerator(inference, inference.checked(labels));
  }

  @Override
  public Images generate(Latents latents, SamplingOptions options) {
    requireNonNull(latents, "latents");
    requireNonNull(options, "options");

    return inference.generate(latents, labels, options);
  }

  @Override
  public Activations activations(Latents latents, String layer, SamplingOptions options) {
    requireNonNull(latents, "latents");
    requireNonNull(layer, "layer");
    requireNonNull(options, "options");

    return inference.activations(latents, labels, layer, options);
  }
}

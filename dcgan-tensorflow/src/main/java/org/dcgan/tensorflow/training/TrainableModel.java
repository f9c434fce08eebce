package org.dcgan.tensorflow.training;

import java.util.function.Supplier;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.image.Images;
import org.dcgan.latent.Latents;
import org.dcgan.tensorflow.sentinel.LastConvolutionInputs;
import org.tensorflow.Session;

/** What a trainer needs of the model that it trains. */
public interface TrainableModel {
  /**
   * What is trained.
   *
   * @return the networks
   */
  Architecture architecture();

  /**
   * Where the variables live.
   *
   * @return an open session
   */
  Session session();

  /**
   * Runs what changes variables, while nobody else uses the model.
   *
   * @param <R> what comes of it
   * @param step changes variables and counters
   * @return what it returned
   */
  <R> R changing(Supplier<R> step);

  /**
   * Where the model stands.
   *
   * @return its counters
   */
  Counters counters();

  /**
   * Notes where the model stands.
   *
   * @param counters after a step
   */
  void counters(Counters counters);

  /**
   * Draws images with population statistics.
   *
   * @param latents float32 [n, latentDim]
   * @return n images
   */
  Images generate(Latents latents);

  /**
   * Draws images.
   *
   * @param latents float32 [n, latentDim]
   * @param options how
   * @return n images
   */
  Images generate(Latents latents, SamplingOptions options);

  /**
   * What G's last convolution paints with, trained weights and population statistics.
   *
   * @param latents float32 [n, latentDim]
   * @return its input and its kernel
   */
  LastConvolutionInputs lastConvolutionInputs(Latents latents);

  /**
   * How it runs.
   *
   * @return one line for people
   */
  String runtime();
}

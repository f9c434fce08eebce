package org.dcgan.tensorflow.training;

import java.util.function.Supplier;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.image.Images;
import org.dcgan.latent.Labels;
import org.dcgan.latent.Latents;
import org.dcgan.tensorflow.network.GraphRun;
import org.dcgan.tensorflow.sentinel.LastConvolutionInputs;
import org.jspecify.annotations.Nullable;

/** The operations of a model that its trainer uses. */
public interface TrainableModel {
  /**
   * The architecture of the networks.
   *
   * @return the architecture
   */
  Architecture architecture();

  /**
   * Starts a run in the session of the variables that are trained.
   *
   * @return a new run
   */
  GraphRun newRun();

  /**
   * Runs work that changes variables, exclusively.
   *
   * @param <R> the type of the result
   * @param step the work
   * @return the result of the work
   */
  <R> R changing(Supplier<R> step);

  /**
   * The training counters.
   *
   * @return the counters
   */
  Counters counters();

  /**
   * Sets the training counters.
   *
   * @param counters the counters after a step
   */
  void counters(Counters counters);

  /**
   * Says which images the last step was trained on.
   *
   * @param dataset their description
   */
  void trainedOn(String dataset);

  /**
   * Generates images with population statistics.
   *
   * @param latents float32 [n, latentDim]
   * @param labels float32 [n, classes]; null if the model is not conditional
   * @return n images
   */
  Images generate(Latents latents, @Nullable Labels labels);

  /**
   * Generates images.
   *
   * @param latents float32 [n, latentDim]
   * @param labels float32 [n, classes]; null if the model is not conditional
   * @param options statistics and weights
   * @return n images
   */
  Images generate(Latents latents, @Nullable Labels labels, SamplingOptions options);

  /**
   * The inputs of G's last convolution, computed with trained weights and population statistics.
   *
   * @param latents float32 [n, latentDim]
   * @param labels float32 [n, classes]; null if the model is not conditional
   * @return the inputs and the kernel, without the label's maps
   */
  LastConvolutionInputs lastConvolutionInputs(Latents latents, @Nullable Labels labels);

  /**
   * Describes engine, precision, threads and device.
   *
   * @return one line of text
   */
  String runtime();
}

package org.dcgan.tensorflow.model;

import java.util.function.Supplier;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.image.Images;
import org.dcgan.latent.Labels;
import org.dcgan.latent.Latents;
import org.dcgan.tensorflow.network.GraphRun;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.tensorflow.sentinel.LastConvolutionInputs;
import org.dcgan.tensorflow.training.Counters;
import org.dcgan.tensorflow.training.TrainableModel;
import org.jspecify.annotations.Nullable;

/** The view of a model that its trainer uses. */
record ModelInTraining(
    ModelGraph graph, TrainingState state, Inference inference, WinogradUse winograd)
    implements TrainableModel {

  @Override
  public Architecture architecture() {
    return graph.architecture();
  }

  @Override
  public GraphRun newRun() {
    return GraphRun.of(graph.session().runner());
  }

  @Override
  public <R> R changing(Supplier<R> step) {
    return graph.writing(step::get);
  }

  @Override
  public Counters counters() {
    return state.counters();
  }

  @Override
  public void counters(Counters counters) {
    state.advance(counters);
  }

  @Override
  public void trainedOn(String dataset) {
    state.trainedOn(dataset);
  }

  @Override
  public Images generate(Latents latents, @Nullable Labels labels) {
    return generate(latents, labels, SamplingOptions.DEFAULT);
  }

  @Override
  public Images generate(Latents latents, @Nullable Labels labels, SamplingOptions options) {
    return inference.generate(latents, labels, options);
  }

  @Override
  public LastConvolutionInputs lastConvolutionInputs(Latents latents, @Nullable Labels labels) {
    return inference.lastConvolutionInputs(latents, labels);
  }

  @Override
  public String runtime() {
    String hardware = graph.hardware().describe();
    return winograd.isNever() ? hardware : hardware + ", measured convolutions";
  }
}

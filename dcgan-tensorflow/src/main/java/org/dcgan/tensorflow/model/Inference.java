package org.dcgan.tensorflow.model;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.dcgan.GeneratorWeights;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.image.Images;
import org.dcgan.inspect.Activations;
import org.dcgan.inspect.GuidedRule;
import org.dcgan.latent.Latents;
import org.dcgan.tensorflow.sentinel.LastConvolutionInputs;

/** Runs a model's networks: G on latents, D on images. */
record Inference(ModelGraph graph, TrainingState state, AveragedStatistics averagedStatistics) {

  Architecture architecture() {
    return graph.architecture();
  }

  /** The number of training steps so far. */
  long step() {
    return state.counters().step();
  }

  /** Generates images from latents. */
  Images generate(Latents latents, SamplingOptions options) {
    boolean averaged = check(latents, options);
    if (!options.removed().isEmpty()) {
      return masked(latents, options, averaged);
    }
    return running(
        graph.program(graph.programs().generator(options.batchNorm(), averaged)),
        averaged,
        program ->
            images(
                program.run(
                    graph.session(), latents.data(), latents.count(), options.batchNorm())));
  }

  private Images masked(Latents latents, SamplingOptions options, boolean averaged) {
    List<float[]> masks = Inspections.masks(architecture(), options.removed());
    return running(
        graph.programs().inspections().masked(options.batchNorm(), averaged),
        averaged,
        program -> images(program.images(graph.session(), latents, masks)));
  }

  /** The inputs and the kernel of G's last convolution. */
  LastConvolutionInputs lastConvolutionInputs(Latents latents) {
    LayerSpec last = Programs.last(architecture());
    return graph.running(
        graph.programs().lastMaps(),
        program ->
            new LastConvolutionInputs(
                last,
                latents.count(),
                program.run(
                    graph.session(), latents.data(), latents.count(), BatchNormMode.POPULATION),
                graph.store().read(graph.session(), last.parameters().get(0).name())));
  }

  /** The activations of a layer of G. */
  Activations activations(Latents latents, String layer, SamplingOptions options) {
    boolean averaged = check(latents, options);
    LayerSpec found = architecture().generatorFeatureLayer(layer);
    List<float[]> masks = Inspections.masks(architecture(), options.removed());
    return running(
        graph.programs().inspections().masked(options.batchNorm(), averaged),
        averaged,
        program ->
            Activations.of(
                found,
                FloatBuffer.wrap(program.activations(graph.session(), latents, found, masks))));
  }

  /** The activations of a layer of D. */
  Activations activations(Images images, String layer, BatchNormMode batchNorm) {
    check(images, batchNorm);
    LayerSpec found = architecture().discriminatorFeatureLayer(layer);
    return graph.running(
        graph.programs().inspections().convolution(found, batchNorm),
        program ->
            Activations.of(
                found,
                FloatBuffer.wrap(
                    program.run(graph.session(), images.data(), images.count(), batchNorm))));
  }

  /** Guided backpropagation from feature maps of D, one gradient for each image. */
  Images guided(Images images, LayerSpec layer, float[] mapGradients, GuidedRule rule) {
    check(images, BatchNormMode.POPULATION);
    return graph.running(
        graph.programs().inspections().guided(layer, rule),
        program -> images(program.run(graph.session(), images, mapGradients)));
  }

  /** The output of D for images, row-major. */
  float[] discriminate(
      Images images, Programs.DiscriminatorOutput output, BatchNormMode batchNorm) {
    check(images, batchNorm);
    return graph.running(
        graph.programs().discriminator(output, batchNorm),
        program -> program.run(graph.session(), images.data(), images.count(), batchNorm));
  }

  private Images images(float[] data) {
    return Images.of(architecture().image(), FloatBuffer.wrap(data));
  }

  /** Runs G; gathers the statistics of its moving average first if that is to be run. */
  private <P, R> R running(
      Inspections.LazyProgram<P> program, boolean averaged, Function<P, R> run) {
    if (!averaged) {
      return graph.running(program, run);
    }
    return graph.reading(
        () -> program.existing() != null && averagedStatistics.ready(),
        () -> {
          program.build();
          averagedStatistics.gather();
        },
        () -> run.apply(Objects.requireNonNull(program.existing())));
  }

  /** Checks a request; returns whether the averaged weights are to be used. */
  private boolean check(Latents latents, SamplingOptions options) {
    graph.requireOpen();
    checkArgument(
        latents.dim() == architecture().latentDim(),
        "latents of this model have %s dimensions, got %s",
        architecture().latentDim(),
        latents.dim());
    boolean averaged = isAveraged(options.weights());
    if (options.batchNorm() == BatchNormMode.POPULATION && !averaged) {
      requireStatistics(state.counters().generatorStatistics(), "generator");
    }
    return averaged;
  }

  private boolean isAveraged(GeneratorWeights weights) {
    boolean available = state.hasAverage();
    if (weights == GeneratorWeights.AVERAGED && !available) {
      throw new IllegalStateException(
          "this model has no moving average of G's weights: train it with a plan that sets"
              + " generatorEmaDecay, or use GeneratorWeights.AUTO or TRAINED");
    }
    return available && weights != GeneratorWeights.TRAINED;
  }

  private void check(Images images, BatchNormMode batchNorm) {
    graph.requireOpen();
    checkArgument(
        images.shape().equals(architecture().image()),
        "images of this model are %s, got %s; crop or resize them first",
        architecture().image(),
        images.shape());
    if (batchNorm == BatchNormMode.POPULATION) {
      requireStatistics(state.counters().discriminatorStatistics(), "discriminator");
    }
  }

  private static void requireStatistics(long gathered, String network) {
    if (gathered == 0) {
      throw new IllegalStateException(
          "the "
              + network
              + " has no population statistics yet: train the model, call gatherStatistics, or use"
              + " BatchNormMode.BATCH");
    }
  }
}

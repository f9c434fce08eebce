package org.dcgan.tensorflow.model;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dcgan.GeneratorWeights;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.feature.DiscriminatorWeights;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.image.Images;
import org.dcgan.inspect.Activations;
import org.dcgan.inspect.GuidedRule;
import org.dcgan.inspect.UnitGradients;
import org.dcgan.latent.Labels;
import org.dcgan.latent.Latents;
import org.dcgan.tensorflow.model.InferenceGraphs.Part;
import org.dcgan.tensorflow.model.Inspections.LazyProgram;
import org.dcgan.tensorflow.network.BatchVariant;
import org.dcgan.tensorflow.sentinel.LastConvolutionInputs;
import org.dcgan.tensorflow.tuning.ConvolutionChooser;
import org.jspecify.annotations.Nullable;

/** Runs a model's networks: G on latents, D on images. */
record Inference(
    ModelGraph graph,
    TrainingState state,
    AveragedStatistics averagedStatistics,
    InferenceConvolutions convolutions) {

  /**
   * The same with direct convolutions: for a training's own samples, between which weights change,
   * so that transformed kernels would be used once, and which do not depend on a measurement.
   */
  Inference direct() {
    return new Inference(
        graph,
        state,
        averagedStatistics,
        new InferenceConvolutions(graph, ConvolutionChooser.FIXED));
  }

  Architecture architecture() {
    return graph.architecture();
  }

  /** The number of training steps so far. */
  long step() {
    return state.counters().step();
  }

  /** Generates images from latents. */
  Images generate(Latents latents, @Nullable Labels labels, SamplingOptions options) {
    return withValidWeights(
        () -> {
          boolean averaged = check(latents, options);
          Programs.Rows rows = rows(latents, labels);
          return passing(options.batchNorm(), rows, () -> generate(rows, options, averaged));
        });
  }

  /** Thrown where the average that was chosen has gone out of use, by a step of a training. */
  private static final class WeightsChangedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private WeightsChangedException() {
      super("the chosen weights are out of use", null, false, false);
    }
  }

  /**
   * Makes a pass, again where a training step between the choice of the weights and the pass has
   * changed what can be chosen.
   */
  private static <R> R withValidWeights(Supplier<R> pass) {
    while (true) {
      try {
        return pass.get();
      } catch (WeightsChangedException e) {
        // Chosen again: each time, the training has gone on.
      }
    }
  }

  private Images generate(Programs.Rows rows, SamplingOptions options, boolean averaged) {
    if (!options.removed().isEmpty()) {
      return masked(rows, options, averaged);
    }
    return running(
        program(
            graph.programs().generator(options.batchNorm(), averaged),
            variants(Part.GENERATOR, options.batchNorm(), rows)),
        averaged,
        program -> images(Programs.run(program, graph.session(), rows, options.batchNorm())));
  }

  /** How the convolutions of a network are computed for the chunks of rows. */
  private ForChunks<BatchVariant> variants(
      Part network, BatchNormMode batchNorm, Programs.Rows rows) {
    // Rows that are normalized by their own statistics are computed at once, however many they are.
    return batchNorm == BatchNormMode.BATCH
        ? ForChunks.DIRECT
        : convolutions.choose(network, rows.count());
  }

  private LazyProgram<ForChunks<Programs.Program>> program(
      Programs.Key key, ForChunks<BatchVariant> variants) {
    return variants.programs(variant -> graph.programs().program(key, variant));
  }

  private LazyProgram<ForChunks<Inspections.Masked>> maskedProgram(
      BatchNormMode batchNorm, boolean averaged, ForChunks<BatchVariant> variants) {
    return variants.programs(
        variant -> graph.programs().inspections().masked(batchNorm, averaged, variant));
  }

  private Programs.Rows rows(Latents latents, @Nullable Labels labels) {
    return new Programs.Rows(
        latents.data(), latents.count(), forEach(labels, latents.count(), "latents"));
  }

  private Programs.Rows rows(Images images, @Nullable Labels labels) {
    return new Programs.Rows(
        images.data(), images.count(), forEach(labels, images.count(), "images"));
  }

  /** One label for each row; null if the networks are not conditional. */
  private @Nullable Labels forEach(@Nullable Labels labels, int count, String rows) {
    if (labels == null) {
      architecture().requireNoClasses();
      return null;
    }
    if (labels.count() == 1) {
      return labels.inTurn(count);
    }
    checkArgument(
        labels.count() == count,
        "expected a single label or one for each of the %s %s, got %s labels",
        count,
        rows,
        labels.count());
    return labels;
  }

  /** Checks labels that a network is given. */
  Labels checked(Labels labels) {
    graph.requireOpen();
    architecture().requireClasses(labels);
    return labels;
  }

  private Images masked(Programs.Rows rows, SamplingOptions options, boolean averaged) {
    List<float[]> masks = Inspections.masks(architecture(), options.removed());
    return running(
        maskedProgram(
            options.batchNorm(), averaged, variants(Part.GENERATOR, options.batchNorm(), rows)),
        averaged,
        program -> images(Inspections.images(program, graph.session(), rows, masks)));
  }

  /** The inputs and the kernel of G's last convolution. */
  LastConvolutionInputs lastConvolutionInputs(Latents latents, @Nullable Labels labels) {
    LayerSpec last = Programs.last(architecture());
    Programs.Rows rows = rows(latents, labels);
    return graph.running(
        program(
            graph.programs().lastMaps(), variants(Part.GENERATOR, BatchNormMode.POPULATION, rows)),
        program ->
            new LastConvolutionInputs(
                last,
                rows.count(),
                Programs.run(program, graph.session(), rows, BatchNormMode.POPULATION),
                withoutLabels(
                    last, graph.store().read(graph.session(), last.parameters().get(0).name()))));
  }

  /** The kernel [rows, columns, channels, inputs] without the inputs that are the label's. */
  private static float[] withoutLabels(LayerSpec layer, float[] kernel) {
    int maps = layer.inputMaps();
    float[] own = new float[kernel.length / layer.inputs() * maps];
    for (int i = 0; i < own.length / maps; i++) {
      System.arraycopy(kernel, i * layer.inputs(), own, i * maps, maps);
    }
    return own;
  }

  /** The activations of a layer of G. */
  Activations activations(
      Latents latents, @Nullable Labels labels, String layer, SamplingOptions options) {
    return withValidWeights(() -> activationsOnce(latents, labels, layer, options));
  }

  private Activations activationsOnce(
      Latents latents, @Nullable Labels labels, String layer, SamplingOptions options) {
    boolean averaged = check(latents, options);
    Programs.Rows rows = rows(latents, labels);
    LayerSpec found = architecture().generatorFeatureLayer(layer);
    List<float[]> masks = Inspections.masks(architecture(), options.removed());
    return passing(
        options.batchNorm(),
        rows,
        () ->
            running(
                maskedProgram(
                    options.batchNorm(),
                    averaged,
                    variants(Part.GENERATOR, options.batchNorm(), rows)),
                averaged,
                program ->
                    Activations.of(
                        found,
                        FloatBuffer.wrap(
                            Inspections.activations(
                                program, graph.session(), rows, found, masks)))));
  }

  /** The activations of a layer of D. */
  Activations activations(
      Images images, @Nullable Labels labels, String layer, BatchNormMode batchNorm) {
    check(images, batchNorm);
    Programs.Rows rows = rows(images, labels);
    LayerSpec found = architecture().discriminatorFeatureLayer(layer);
    return passing(
        batchNorm,
        rows,
        () ->
            graph.running(
                variants(Part.DISCRIMINATOR, batchNorm, rows)
                    .programs(
                        variant ->
                            graph.programs().inspections().convolution(found, batchNorm, variant)),
                program ->
                    Activations.of(
                        found,
                        FloatBuffer.wrap(
                            Programs.run(program, graph.session(), rows, batchNorm)))));
  }

  /**
   * Guided backpropagation from the strongest responses of a feature map of D, one for each image.
   * Responses and gradients are those of the same weights, also while the model is trained.
   */
  UnitGradients guidedGradients(
      Images images, @Nullable Labels labels, String layer, int map, GuidedRule rule) {
    check(images, BatchNormMode.POPULATION);
    Programs.Rows rows = rows(images, labels);
    LayerSpec found = architecture().discriminatorFeatureLayer(layer);
    checkArgument(
        map >= 0 && map < found.maps(),
        "%s has feature maps 0 to %s, got %s",
        found.name(),
        found.maps() - 1,
        map);
    var forward =
        variants(Part.DISCRIMINATOR, BatchNormMode.POPULATION, rows)
            .programs(
                variant ->
                    graph
                        .programs()
                        .inspections()
                        .convolution(found, BatchNormMode.POPULATION, variant));
    var guided = graph.programs().inspections().guided(found, rule);
    return graph.reading(
        () -> forward.existing() != null && guided.existing() != null,
        () -> {
          forward.build();
          guided.build();
        },
        () -> {
          float[] maps =
              Programs.run(
                  requireNonNull(forward.existing()),
                  graph.session(),
                  rows,
                  BatchNormMode.POPULATION);
          Activations activations = Activations.of(found, FloatBuffer.wrap(maps));
          List<Activations.Response> responses = new ArrayList<>();
          float[] seeds = new float[maps.length];
          for (int n = 0; n < rows.count(); n++) {
            Activations.Response strongest = activations.strongest(n, map);
            responses.add(strongest);
            int position = (n * found.side() + strongest.row()) * found.side() + strongest.column();
            seeds[position * found.maps() + map] = 1;
          }
          Images gradients =
              images(requireNonNull(guided.existing()).run(graph.session(), rows, seeds));
          return new UnitGradients(found, map, rule, responses, gradients);
        });
  }

  /** D's logits for images. */
  float[] logits(Images images, @Nullable Labels labels, BatchNormMode batchNorm) {
    check(images, batchNorm);
    return discriminate(
        images, labels, new Programs.DiscriminatorOutput.Logits(), batchNorm, () -> true);
  }

  /** D's features of images, row-major. */
  float[] features(Images images, @Nullable Labels labels, FeatureOptions options) {
    return withValidWeights(
        () -> {
          check(images, options.batchNorm());
          boolean averaged = averagesFeatures(options);
          FeatureOptions resolved =
              options.withWeights(
                  averaged ? DiscriminatorWeights.AVERAGED : DiscriminatorWeights.TRAINED);
          return discriminate(
              images,
              labels,
              new Programs.DiscriminatorOutput.PooledFeatures(resolved),
              options.batchNorm(),
              () -> !averaged || averagesFeatures(options));
        });
  }

  /** Whether features are computed with the moving average of D's weights. */
  boolean averagesFeatures(FeatureOptions options) {
    return new FeatureWeights(architecture(), state)
        .areAveraged(options.weights(), options.batchNorm());
  }

  private float[] discriminate(
      Images images,
      @Nullable Labels labels,
      Programs.DiscriminatorOutput output,
      BatchNormMode batchNorm,
      BooleanSupplier valid) {
    Programs.Rows rows = rows(images, labels);
    return passing(
        batchNorm,
        rows,
        () ->
            graph.running(
                program(
                    graph.programs().discriminator(output, batchNorm),
                    variants(Part.DISCRIMINATOR, batchNorm, rows)),
                program -> {
                  if (!valid.getAsBoolean()) {
                    throw new WeightsChangedException();
                  }
                  return Programs.run(program, graph.session(), rows, batchNorm);
                }));
  }

  /** Requires memory for rows that are computed at once. */
  private <R> R passing(BatchNormMode batchNorm, Programs.Rows rows, Supplier<R> pass) {
    if (batchNorm == BatchNormMode.BATCH) {
      return graph.passing(rows.count(), pass::get);
    }
    return pass.get(); // in small chunks
  }

  private Images images(float[] data) {
    return Images.of(architecture().image(), FloatBuffer.wrap(data));
  }

  /** Runs G; gathers the statistics of its moving average first if that is to be run. */
  private <P, R> R running(LazyProgram<P> program, boolean averaged, Function<P, R> run) {
    if (!averaged) {
      return graph.running(program, run);
    }
    return graph.reading(
        () -> program.existing() != null && averagedStatistics.ready(),
        () -> {
          program.build();
          averagedStatistics.gather();
        },
        () -> {
          if (!state.hasGeneratorAverage()) {
            throw new WeightsChangedException();
          }
          return run.apply(requireNonNull(program.existing()));
        });
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
    boolean available = state.hasGeneratorAverage();
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

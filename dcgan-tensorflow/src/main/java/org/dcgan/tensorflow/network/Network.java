package org.dcgan.tensorflow.network;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.List;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.ImageActivation;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.inspect.GuidedRule;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * Builds the generator and the discriminator of an architecture (paper, section 3; authors' code,
 * faces:36-124). Each can be built several times: real and generated images pass the discriminator
 * separately, so that batch normalization does not mix them.
 */
public final class Network {

  private Network() {}

  /**
   * One batch through the generator.
   *
   * @param <T> the number format of activations
   */
  public static final class GeneratorPass<T extends TFloating> {
    private final GraphBuilder<T> builder;
    private final Stack<T> stack;
    private final Operand<TFloat32> images;
    private final float slope;
    private final List<Operand<T>> featureMaps;
    private final List<BatchStatistics> statistics;

    private GeneratorPass(
        GraphBuilder<T> builder,
        Stack<T> stack,
        Operand<TFloat32> images,
        float slope,
        List<Operand<T>> featureMaps,
        List<BatchStatistics> statistics) {
      this.builder = builder;
      this.stack = stack;
      this.images = images;
      this.slope = slope;
      this.featureMaps = featureMaps;
      this.statistics = statistics;
    }

    /**
     * Returns the generated images.
     *
     * @return float32 [n, side, side, channels], in [-1, 1]
     */
    public Operand<TFloat32> images() {
      return images;
    }

    /**
     * Returns the input of the last convolution.
     *
     * @return [n, side, side, maps], at least 0
     */
    public Operand<T> lastMaps() {
      return featureMaps.get(featureMaps.size() - 1);
    }

    /**
     * Returns the output of every layer but the last, after its ReLU and its mask.
     *
     * @return [n, side, side, maps], the projection's first
     */
    public List<Operand<T>> featureMaps() {
      return featureMaps;
    }

    /**
     * Returns the statistics of the batch.
     *
     * @return one entry per normalized layer; empty if built with population statistics
     */
    public List<BatchStatistics> statistics() {
      return statistics;
    }

    /**
     * Builds the backward pass.
     *
     * @param imageGradient the loss's gradient with respect to {@link #images}
     * @param gradients receives the parameters' gradients
     */
    public void backward(Operand<TFloat32> imageGradient, Gradients gradients) {
      var tf = builder.tf();
      // The derivative of tanh is 1 - tanh^2, computed in float32 for all formats of activations.
      Operand<TFloat32> derivative = tf.math.sub(tf.constant(1f), tf.math.square(images));
      if (slope != 1) {
        derivative = tf.math.mul(derivative, tf.constant(slope));
      }
      stack.backward(
          builder.toActivations(tf.math.mul(imageGradient, derivative)), gradients, false);
    }
  }

  /**
   * One batch through the discriminator.
   *
   * @param <T> the number format of activations
   */
  public static final class DiscriminatorPass<T extends TFloating> {
    private final GraphBuilder<T> builder;
    private final Stack<T> stack;
    private final Score<T> score;
    private final Operand<TFloat32> logits;
    private final List<Operand<T>> featureMaps;
    private final List<Integer> depths;
    private final List<List<BatchStatistics>> statistics;

    private DiscriminatorPass(
        GraphBuilder<T> builder,
        Stack<T> stack,
        Score<T> score,
        List<Operand<T>> featureMaps,
        List<Integer> depths,
        List<List<BatchStatistics>> statistics) {
      this.builder = builder;
      this.stack = stack;
      this.score = score;
      this.logits = score.logits(builder, stack.output());
      this.featureMaps = featureMaps;
      this.depths = depths;
      this.statistics = statistics;
    }

    /**
     * Returns the scores before the sigmoid.
     *
     * @return float32 [n, 1]; of a classifier, [n, classes]
     */
    public Operand<TFloat32> logits() {
      return logits;
    }

    /**
     * Returns the output of every convolution after its LeakyReLU.
     *
     * @return [n, side, side, maps], first convolution first
     */
    public List<Operand<T>> featureMaps() {
      return featureMaps;
    }

    /**
     * Returns the statistics of the batch.
     *
     * @return one entry per normalized layer; empty if built with population statistics
     */
    public List<BatchStatistics> statistics() {
      return statistics(0);
    }

    /** The statistics of one of the batches that passed together. */
    List<BatchStatistics> statistics(int batch) {
      return statistics.get(batch);
    }

    /**
     * Builds the backward pass with respect to the parameters.
     *
     * @param logitGradient the loss's gradient with respect to {@link #logits}
     * @param gradients receives the parameters' gradients
     */
    public void parameterGradients(Operand<TFloat32> logitGradient, Gradients gradients) {
      score.parameterGradients(builder, stack.output(), logitGradient, gradients);
      stack.backward(score.inputGradient(builder, stack.output(), logitGradient), gradients, false);
    }

    /**
     * Builds the backward pass with respect to the images.
     *
     * @param logitGradient the loss's gradient with respect to {@link #logits}
     * @return float32, of the images' shape
     */
    public Operand<TFloat32> imageGradient(Operand<TFloat32> logitGradient) {
      return imageGradient(stack, logitGradient);
    }

    /** The same for one of the batches that passed together, with that batch's logit gradient. */
    Operand<TFloat32> imageGradient(int batch, Operand<TFloat32> logitGradient) {
      return imageGradient(stack.ofBatch(builder, batch, statistics.size()), logitGradient);
    }

    private Operand<TFloat32> imageGradient(Stack<T> layers, Operand<TFloat32> logitGradient) {
      @Nullable Operand<T> gradient =
          layers.backward(score.inputGradient(builder, layers.output(), logitGradient), null, true);
      return builder.toFloat(java.util.Objects.requireNonNull(gradient));
    }

    /**
     * Builds guided backpropagation from feature maps to the images.
     *
     * @param convolution index into {@link #featureMaps}
     * @param mapGradient float32, of their shape
     * @param rule how the signal passes LeakyReLUs, including that of the convolution itself
     * @return float32, of the images' shape
     */
    public Operand<TFloat32> guidedGradient(
        int convolution, Operand<TFloat32> mapGradient, GuidedRule rule) {
      return builder.toFloat(
          stack.guided(depths.get(convolution), builder.toActivations(mapGradient), rule));
    }
  }

  /**
   * Builds the generator.
   *
   * @param builder builds the operations
   * @param architecture the networks
   * @param latents float32 [n, latentDim]
   * @param labels float32 [n, classes]; null if the networks are not conditional
   * @param batchNorm the statistics to normalize with
   * @param <T> the number format of activations
   * @return the pass
   */
  public static <T extends TFloating> GeneratorPass<T> generator(
      GraphBuilder<T> builder,
      Architecture architecture,
      Operand<TFloat32> latents,
      @Nullable Operand<TFloat32> labels,
      BatchNormMode batchNorm) {
    return generator(builder, architecture, latents, labels, batchNorm, List.of());
  }

  /**
   * Builds the generator with some feature maps removed.
   *
   * @param builder builds the operations
   * @param architecture the networks
   * @param latents float32 [n, latentDim]
   * @param labels float32 [n, classes]; null if the networks are not conditional
   * @param batchNorm the statistics to normalize with
   * @param masks float32 [maps], the factor of each map, for each layer but the last; an empty list
   *     removes nothing
   * @param <T> the number format of activations
   * @return the pass
   */
  public static <T extends TFloating> GeneratorPass<T> generator(
      GraphBuilder<T> builder,
      Architecture architecture,
      Operand<TFloat32> latents,
      @Nullable Operand<TFloat32> labels,
      BatchNormMode batchNorm,
      List<? extends Operand<TFloat32>> masks) {
    List<BatchStatistics> gathered = new ArrayList<>();
    List<Operand<T>> featureMaps = new ArrayList<>();
    Stack<T> stack = new Stack<>(builder.toActivations(latents));
    for (LayerSpec spec : architecture.generatorLayers()) {
      GraphBuilder<T> named = builder.in(spec.name());
      boolean dense = spec.kind() != LayerSpec.Kind.FRACTIONALLY_STRIDED_CONVOLUTION;
      if (dense && !featureMaps.isEmpty()) {
        stack.apply(named, new Flattening<>(spec.inputMaps()));
      }
      join(stack, named, spec, labels);
      Layer<T> normalization =
          normalization(named, spec, architecture, batchNorm, List.of(gathered));
      if (dense) {
        stack.apply(named, new Projection<>(spec));
      } else {
        stack.apply(named, new FractionallyStridedConvolution<>(spec));
      }
      if (normalization != null) {
        stack.apply(named, normalization);
        stack.apply(named, new Rectifier<>(0));
      }
      if (spec.kind() == LayerSpec.Kind.PROJECTION) {
        stack.apply(named, new Reshaping<>(spec.side(), spec.maps()));
      }
      if (featureMaps.size() < masks.size()) {
        stack.apply(named, new Mask<>(masks.get(featureMaps.size())));
      }
      featureMaps.add(stack.output());
    }
    featureMaps.remove(featureMaps.size() - 1);
    Operand<TFloat32> last = builder.toFloat(stack.output());
    float slope =
        switch (architecture.imageActivation()) {
          case TANH -> 1;
          case SIGMOID -> 0.5f; // 2 sigmoid(x) - 1 = tanh(x / 2)
        };
    Operand<TFloat32> images =
        builder
            .tf()
            .math
            .tanh(slope == 1 ? last : builder.tf().math.mul(last, builder.tf().constant(slope)));
    return new GeneratorPass<>(builder, stack, images, slope, featureMaps, gathered);
  }

  /** Joins the labels to the input of a layer, if it gets them. */
  private static <T extends TFloating> void join(
      Stack<T> stack, GraphBuilder<T> builder, LayerSpec spec, @Nullable Operand<TFloat32> labels) {
    checkArgument(
        labels != null || spec.classes() == 0,
        "%s has %s classes, but there are no labels",
        spec.name(),
        spec.classes());
    if (labels != null && spec.classes() > 0) {
      stack.apply(builder, new JoinedLabels<>(spec, labels));
    }
  }

  /**
   * Builds the discriminator.
   *
   * @param builder builds the operations
   * @param architecture the networks
   * @param images float32 [n, side, side, channels], in [-1, 1]
   * @param labels float32 [n, classes]; null if the networks are not conditional
   * @param batchNorm the statistics to normalize with
   * @param <T> the number format of activations
   * @return the pass
   */
  public static <T extends TFloating> DiscriminatorPass<T> discriminator(
      GraphBuilder<T> builder,
      Architecture architecture,
      Operand<TFloat32> images,
      @Nullable Operand<TFloat32> labels,
      BatchNormMode batchNorm) {
    return discriminator(builder, architecture, images, labels, batchNorm, 1);
  }

  /**
   * Builds the discriminator for several batches of the same size that follow each other; batch
   * normalization by the statistics of the batch normalizes each of them by its own.
   */
  static <T extends TFloating> DiscriminatorPass<T> discriminator(
      GraphBuilder<T> builder,
      Architecture architecture,
      Operand<TFloat32> images,
      @Nullable Operand<TFloat32> labels,
      BatchNormMode batchNorm,
      int batches) {
    List<LayerSpec> layers = architecture.discriminatorLayers();
    return discriminatorPass(
        builder, architecture, layers, images, labels, batchNorm, batches, null);
  }

  /**
   * Builds the discriminator's layers with one logit per class instead of the score: the purely
   * supervised network of the paper's section 5.2.
   *
   * @param builder builds the operations
   * @param architecture the networks, which are not conditional
   * @param layers {@code architecture}'s convolutions, then a score
   * @param images float32 [n, side, side, channels], in [-1, 1]
   * @param batchNorm the statistics to normalize with
   * @param dropout dropout of the last maps; null for none
   * @param <T> the number format of activations
   * @return the pass, whose logits are [n, classes]
   */
  public static <T extends TFloating> DiscriminatorPass<T> classifier(
      GraphBuilder<T> builder,
      Architecture architecture,
      List<LayerSpec> layers,
      Operand<TFloat32> images,
      BatchNormMode batchNorm,
      @Nullable Dropout<T> dropout) {
    return discriminatorPass(builder, architecture, layers, images, null, batchNorm, 1, dropout);
  }

  private static <T extends TFloating> DiscriminatorPass<T> discriminatorPass(
      GraphBuilder<T> builder,
      Architecture architecture,
      List<LayerSpec> layers,
      Operand<TFloat32> images,
      @Nullable Operand<TFloat32> labels,
      BatchNormMode batchNorm,
      int batches,
      @Nullable Dropout<T> dropout) {
    List<List<BatchStatistics>> gathered = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      gathered.add(new ArrayList<>());
    }
    List<Operand<T>> featureMaps = new ArrayList<>();
    List<Integer> depths = new ArrayList<>();
    Stack<T> stack = new Stack<>(builder.toActivations(images));
    if (architecture.imageActivation() == ImageActivation.SIGMOID) {
      stack.apply(builder.in("range"), new PixelRange<>());
    }
    for (LayerSpec spec : layers.subList(0, layers.size() - 1)) {
      GraphBuilder<T> named = builder.in(spec.name());
      boolean dense = spec.kind() != LayerSpec.Kind.CONVOLUTION;
      if (dense) {
        stack.apply(named, new Flattening<>(spec.inputMaps()));
      }
      join(stack, named, spec, labels);
      Layer<T> normalization = normalization(named, spec, architecture, batchNorm, gathered);
      if (dense) {
        stack.apply(named, new Projection<>(spec));
      } else {
        stack.apply(named, new Convolution<>(spec));
      }
      if (spec.spectralNorm()) {
        stack.apply(named, new Bias<>(spec));
      }
      if (normalization != null) {
        stack.apply(named, normalization);
      }
      Operand<T> rectified = stack.apply(named, new Rectifier<>(architecture.leakySlope()));
      if (!dense) {
        featureMaps.add(rectified);
        depths.add(stack.depth());
      }
    }
    if (dropout != null) {
      stack.apply(builder.in("dropout"), dropout);
    }
    LayerSpec last = layers.get(layers.size() - 1);
    if (last.classes() > 0) {
      GraphBuilder<T> named = builder.in(last.name());
      stack.apply(named, new Flattening<>(last.inputMaps()));
      join(stack, named, last, labels);
    }
    Score<T> score = new Score<>(last);
    return new DiscriminatorPass<>(builder, stack, score, featureMaps, depths, gathered);
  }

  /** The normalization after a layer, made before the layer itself; null if there is none. */
  private static <T extends TFloating> @Nullable Layer<T> normalization(
      GraphBuilder<T> builder,
      LayerSpec spec,
      Architecture architecture,
      BatchNormMode batchNorm,
      List<List<BatchStatistics>> gathered) {
    if (!spec.batchNorm()) {
      return null;
    }
    if (FoldedNormalization.suits(builder, spec, batchNorm)) {
      return FoldedNormalization.into(builder, spec, architecture.batchNormEpsilon());
    }
    if (builder.isMultiplied(spec.parameters().get(0))) {
      throw new IllegalStateException(
          "the weights of " + spec.name() + " are multiplied by factors of the population");
    }
    return new BatchNormalization<>(
        spec,
        architecture.batchNormEpsilon(),
        switch (batchNorm) {
          case BATCH -> new BatchNormalization.Statistics.OfBatch(gathered);
          case POPULATION -> new BatchNormalization.Statistics.OfPopulation();
        });
  }
}

package org.dcgan.architecture;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dcgan.architecture.LayerSpec.Activation;
import org.dcgan.image.ImageShape;
import org.dcgan.internal.Problems;
import org.dcgan.latent.LatentDistribution;

/**
 * Both networks, layer by layer: a value that says everything about a DCGAN but its weights.
 *
 * <p>The generator projects a latent to 4x4 feature maps and doubles them up to the image with
 * fractionally-strided convolutions; batch normalization and ReLU follow each layer but the last,
 * which ends in tanh. The discriminator halves the image down to 4x4 with strided convolutions,
 * LeakyReLU after each, batch normalization after each but the first, then one dot product (paper,
 * section 3 and figure 1).
 *
 * <pre>{@code
 * Architecture faces = Architecture.builder().resolution(64).latentDim(100).build();
 * System.out.println(faces.describe(128));
 * }</pre>
 *
 * @param image the images' shape: square, a power of two from 16 to 256, 1 or 3 channels
 * @param latentDim dimensions of a latent, at least 1
 * @param latentDistribution what latents are drawn from
 * @param projectionMaps feature maps at 4x4, where the generator starts
 * @param generator the fractionally-strided convolutions, the last of which makes the image
 * @param discriminator the convolutions
 * @param leakySlope LeakyReLU's slope below 0, in [0, 1)
 * @param batchNormEpsilon added to variances before the root, above 0
 */
public record Architecture(
    ImageShape image,
    int latentDim,
    LatentDistribution latentDistribution,
    int projectionMaps,
    List<ConvolutionSpec> generator,
    List<ConvolutionSpec> discriminator,
    double leakySlope,
    double batchNormEpsilon) {

  /** The faces and LSUN models' (paper, figure 1). */
  public static final int DEFAULT_RESOLUTION = 64;

  /** Color. */
  public static final int DEFAULT_CHANNELS = 3;

  /** Maps of D's first convolution: ndf of the authors' code (faces:36-124), 1024 maps at 4x4. */
  public static final int DEFAULT_WIDTH = 128;

  /** Paper, figure 1. */
  public static final int DEFAULT_LATENT_DIM = 100;

  /** The authors' (faces:36-124). */
  public static final int DEFAULT_KERNEL = 5;

  /** Paper, section 4. */
  public static final double DEFAULT_LEAKY_SLOPE = 0.2;

  /** The authors' (lib/ops.py:52); other implementations use 1e-5 and up. */
  public static final double DEFAULT_BATCH_NORM_EPSILON = 1e-8;

  /** The most convolutions that either network may have. */
  public static final int MOST_CONVOLUTIONS = 64;

  /** The most feature maps that a layer, and the most dimensions that a latent may have. */
  public static final int MOST_FEATURE_MAPS = 1 << 16;

  /** Rows and columns of G's first and of D's last feature maps, and of pooled features. */
  public static final int SEED_SIDE = 4;

  /** Checks the ranges, and that the strides lead from 4x4 to the image and back. */
  public Architecture {
    requireNonNull(image, "image");
    requireNonNull(latentDistribution, "latentDistribution");
    requireNonNull(generator, "generator");
    requireNonNull(discriminator, "discriminator");

    generator = ImmutableList.copyOf(generator);
    discriminator = ImmutableList.copyOf(discriminator);
    Problems problems = new Problems();
    checkImage(problems, image.height(), image.width());
    problems.require(
        projectionMaps >= 1 && projectionMaps <= MOST_FEATURE_MAPS,
        "projectionMaps must be from 1 to %d, got %d",
        MOST_FEATURE_MAPS,
        projectionMaps);
    checkNumbers(problems, latentDim, leakySlope, batchNormEpsilon);
    checkConvolutions(problems, "generator", generator, image.height());
    checkConvolutions(problems, "discriminator", discriminator, image.height());
    if (!generator.isEmpty()) {
      int last = generator.get(generator.size() - 1).featureMaps();
      problems.require(
          last == image.channels(),
          "the generator's last layer makes the image and needs %d maps, got %d",
          image.channels(),
          last);
    }
    problems.throwIfAny("this architecture cannot be built");
  }

  private static void checkImage(Problems problems, int height, int width) {
    problems.require(
        height == width && height >= 16 && height <= 256 && Integer.bitCount(height) == 1,
        "resolution must be a power of two from 16 to 256 (16, 32, 64, 128, 256), got %s;"
            + " crop or resize the images to the nearest of these",
        height == width ? height : height + "x" + width);
  }

  private static void checkNumbers(
      Problems problems, int latentDim, double leakySlope, double batchNormEpsilon) {
    problems
        .require(
            latentDim >= 1 && latentDim <= MOST_FEATURE_MAPS,
            "latentDim must be from 1 to %d, got %d",
            MOST_FEATURE_MAPS,
            latentDim)
        .require(
            leakySlope >= 0 && leakySlope < 1,
            "leakySlope must be in [0, 1), got %s (the paper's is .2)",
            leakySlope)
        .require(
            batchNormEpsilon > 0 && batchNormEpsilon < 1,
            "batchNormEpsilon must be in (0, 1), got %s (the authors' is 1e-8)",
            batchNormEpsilon);
  }

  private static void checkConvolutions(
      Problems problems, String network, List<ConvolutionSpec> convolutions, int resolution) {
    problems.require(
        convolutions.size() <= MOST_CONVOLUTIONS,
        "the %s may have at most %d convolutions, got %d",
        network,
        MOST_CONVOLUTIONS,
        convolutions.size());
    if (convolutions.size() > MOST_CONVOLUTIONS) {
      return;
    }
    int factor = 1;
    for (int i = 0; i < convolutions.size(); i++) {
      ConvolutionSpec c = convolutions.get(i);
      problems
          .require(
              c.kernel() >= 3 && c.kernel() % 2 == 1 && c.kernel() <= 15,
              "%s convolution %d: kernel must be odd, from 3 to 15, got %d",
              network,
              i + 1,
              c.kernel())
          .require(
              c.stride() == 1 || c.stride() == 2,
              "%s convolution %d: stride must be 1 or 2, got %d",
              network,
              i + 1,
              c.stride())
          .require(
              c.featureMaps() >= 1 && c.featureMaps() <= MOST_FEATURE_MAPS,
              "%s convolution %d: feature maps must be from 1 to %d, got %d",
              network,
              i + 1,
              MOST_FEATURE_MAPS,
              c.featureMaps());
      factor *= c.stride();
    }
    problems.require(
        factor * SEED_SIDE == resolution,
        "the %s's strides lead from 4x4 to %dx%d, but the image is %dx%d",
        network,
        factor * SEED_SIDE,
        factor * SEED_SIDE,
        resolution,
        resolution);
  }

  /**
   * Starts a description.
   *
   * @return a builder in which everything has a default
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The faces model, which is also that of LSUN bedrooms (paper, figure 1; authors' faces script).
   *
   * @return 64x64x3, width 128, uniform 100-d latents
   */
  public static Architecture faces64() {
    return builder().build();
  }

  /**
   * The ImageNet model, whose D makes the 28,672 features of the CIFAR-10 evaluation (paper,
   * section 5.1; authors' imagenet/load_pretrained.py:29-64): six 3x3 convolutions in D, strides 1
   * and 2 in turn, and their mirror in G.
   *
   * @return 32x32x3, uniform 256-d latents
   */
  public static Architecture imagenet32() {
    return imagenet32(DEFAULT_WIDTH);
  }

  /**
   * {@link #imagenet32()} with more or fewer feature maps in all layers: a width of 64 takes about
   * a quarter of the time and makes half the features.
   *
   * @param width feature maps of D's first two convolutions, at least 1; the next two have twice,
   *     the last two four times as many
   * @return 32x32x3, uniform 256-d latents; {@code 224 * width} features
   * @throws IllegalArgumentException if the width is below 1
   */
  public static Architecture imagenet32(int width) {
    new Problems()
        .require(width >= 1, "width must be at least 1 feature map, got %d", width)
        .throwIfAny("this architecture cannot be made");
    int twice = Math.multiplyExact(2, width);
    int fourTimes = Math.multiplyExact(4, width);
    return new Architecture(
        ImageShape.square(32, 3),
        256,
        LatentDistribution.UNIFORM,
        fourTimes,
        List.of(
            new ConvolutionSpec(3, 2, fourTimes),
            new ConvolutionSpec(3, 1, twice),
            new ConvolutionSpec(3, 2, twice),
            new ConvolutionSpec(3, 1, width),
            new ConvolutionSpec(3, 2, width),
            new ConvolutionSpec(3, 1, 3)),
        List.of(
            new ConvolutionSpec(3, 1, width),
            new ConvolutionSpec(3, 2, width),
            new ConvolutionSpec(3, 1, twice),
            new ConvolutionSpec(3, 2, twice),
            new ConvolutionSpec(3, 1, fourTimes),
            new ConvolutionSpec(3, 2, fourTimes)),
        DEFAULT_LEAKY_SLOPE,
        DEFAULT_BATCH_NORM_EPSILON);
  }

  /**
   * The SVHN model, whose D makes the 7,168 features of the SVHN evaluation (paper, section 5.2;
   * authors' svhn/svhn_semisup_analysis.py:55-99).
   *
   * @return 32x32x3, width 64, Gaussian 100-d latents
   */
  public static Architecture svhn32() {
    return builder()
        .resolution(32)
        .width(64)
        .latentDistribution(LatentDistribution.GAUSSIAN)
        .build();
  }

  /**
   * The generator's layers with their sizes.
   *
   * @return the projection, then the fractionally-strided convolutions
   */
  public List<LayerSpec> generatorLayers() {
    List<LayerSpec> layers = new ArrayList<>();
    layers.add(
        new LayerSpec(
            "generator/projection",
            LayerSpec.Kind.PROJECTION,
            new ConvolutionSpec(0, 1, projectionMaps),
            latentDim,
            SEED_SIDE,
            projectionMaps,
            true,
            Activation.RELU));
    int maps = projectionMaps;
    int side = SEED_SIDE;
    for (int i = 0; i < generator.size(); i++) {
      ConvolutionSpec c = generator.get(i);
      side *= c.stride();
      boolean last = i == generator.size() - 1;
      layers.add(
          new LayerSpec(
              "generator/convolution" + (i + 1),
              LayerSpec.Kind.FRACTIONALLY_STRIDED_CONVOLUTION,
              c,
              maps,
              side,
              c.featureMaps(),
              !last,
              last ? Activation.TANH : Activation.RELU));
      maps = c.featureMaps();
    }
    return ImmutableList.copyOf(layers);
  }

  /**
   * The discriminator's layers with their sizes.
   *
   * @return the convolutions, then the score
   */
  public List<LayerSpec> discriminatorLayers() {
    List<LayerSpec> layers = new ArrayList<>();
    int maps = image.channels();
    int side = image.height();
    for (int i = 0; i < discriminator.size(); i++) {
      ConvolutionSpec c = discriminator.get(i);
      side /= c.stride();
      layers.add(
          new LayerSpec(
              "discriminator/convolution" + (i + 1),
              LayerSpec.Kind.CONVOLUTION,
              c,
              maps,
              side,
              c.featureMaps(),
              i > 0,
              Activation.LEAKY_RELU));
      maps = c.featureMaps();
    }
    layers.add(
        new LayerSpec(
            "discriminator/score",
            LayerSpec.Kind.SCORE,
            new ConvolutionSpec(0, 1, 1),
            side * side * maps,
            1,
            1,
            false,
            Activation.LINEAR));
    return ImmutableList.copyOf(layers);
  }

  /**
   * The generator's layers whose feature maps can be looked at and left out: all but the last,
   * which makes the image.
   *
   * @return the projection first
   */
  public List<LayerSpec> generatorFeatureLayers() {
    List<LayerSpec> layers = generatorLayers();
    return layers.subList(0, layers.size() - 1);
  }

  /**
   * The discriminator's layers whose feature maps can be looked at: all convolutions.
   *
   * @return the one next to the image first
   */
  public List<LayerSpec> discriminatorFeatureLayers() {
    List<LayerSpec> layers = discriminatorLayers();
    return layers.subList(0, layers.size() - 1);
  }

  /**
   * A layer of {@link #generatorFeatureLayers()}.
   *
   * @param name its name, with or without {@code generator/} before it
   * @return the layer
   * @throws IllegalArgumentException if there is none of that name; the message lists all
   */
  public LayerSpec generatorFeatureLayer(String name) {
    requireNonNull(name, "name");

    return named(generatorFeatureLayers(), name, "generator/");
  }

  /**
   * A layer of {@link #discriminatorFeatureLayers()}.
   *
   * @param name its name, with or without {@code discriminator/} before it
   * @return the layer
   * @throws IllegalArgumentException if there is none of that name; the message lists all
   */
  public LayerSpec discriminatorFeatureLayer(String name) {
    requireNonNull(name, "name");

    return named(discriminatorFeatureLayers(), name, "discriminator/");
  }

  private static LayerSpec named(List<LayerSpec> layers, String name, String network) {
    return layers.stream()
        .filter(layer -> layer.name().equals(name) || layer.name().equals(network + name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        Locale.ROOT,
                        "no layer with feature maps is named \"%s\"; there are %s",
                        name,
                        layers.stream()
                            .map(
                                l ->
                                    String.format(
                                        Locale.ROOT,
                                        "%s (%d maps of %dx%d)",
                                        l.name(),
                                        l.maps(),
                                        l.side(),
                                        l.side()))
                            .collect(Collectors.joining(", ")))));
  }

  /**
   * The generator's trained arrays.
   *
   * @return in layer order
   */
  public List<ParameterSpec> generatorParameters() {
    return generatorLayers().stream().flatMap(l -> l.parameters().stream()).toList();
  }

  /**
   * The discriminator's trained arrays.
   *
   * @return in layer order
   */
  public List<ParameterSpec> discriminatorParameters() {
    return discriminatorLayers().stream().flatMap(l -> l.parameters().stream()).toList();
  }

  /**
   * How long a row of D's features is: 16 values for each feature map of each convolution.
   *
   * @return 28,672 for {@link #imagenet32}, 7,168 for {@link #svhn32}
   */
  public int featureDimension() {
    return SEED_SIDE
        * SEED_SIDE
        * discriminator.stream().mapToInt(ConvolutionSpec::featureMaps).sum();
  }

  /**
   * What training takes, roughly: four numbers a weight (itself, gradient, two moments) and, of
   * every layer, what backpropagation keeps (before and after normalization and activation; D for
   * real and for generated images), in float32.
   *
   * @param batchSize images a step
   * @return bytes
   */
  public long trainingBytes(int batchSize) {
    long weights =
        Stream.concat(generatorParameters().stream(), discriminatorParameters().stream())
            .mapToLong(ParameterSpec::size)
            .sum();
    long activations =
        generatorLayers().stream().mapToLong(Architecture::kept).sum()
            + 2 * discriminatorLayers().stream().mapToLong(Architecture::kept).sum();
    return 4 * (4 * weights + activations * batchSize);
  }

  private static long kept(LayerSpec layer) {
    return (long) layer.side() * layer.side() * layer.maps() * (layer.batchNorm() ? 3 : 2);
  }

  /**
   * A table to read: layers, shapes, parameters, memory.
   *
   * @param batchSize images a training step, for the memory
   * @return several lines
   */
  public String describe(int batchSize) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "DCGAN %s, latents %s[%d], features %,d%n",
            image,
            latentDistribution.name().toLowerCase(Locale.ROOT),
            latentDim,
            featureDimension()));
    long total = describe(text, generatorLayers()) + describe(text, discriminatorLayers());
    text.append(
        String.format(
            Locale.ROOT,
            "%,d parameters; training on batches of %d takes about %,d MB%n",
            total,
            batchSize,
            trainingBytes(batchSize) >> 20));
    return text.toString();
  }

  private static long describe(StringBuilder text, List<LayerSpec> layers) {
    long total = 0;
    for (LayerSpec layer : layers) {
      long size = layer.parameters().stream().mapToLong(ParameterSpec::size).sum();
      total += size;
      String kernel =
          layer.convolution().kernel() == 0
              ? "dot"
              : layer.convolution().kernel()
                  + "x"
                  + layer.convolution().kernel()
                  + "/"
                  + layer.convolution().stride();
      text.append(
          String.format(
              Locale.ROOT,
              "  %-28s %-6s -> %-12s %-11s %-10s %,12d%n",
              layer.name(),
              kernel,
              layer.side() + "x" + layer.side() + "x" + layer.maps(),
              layer.batchNorm() ? "batch norm" : "",
              layer.activation().name().toLowerCase(Locale.ROOT),
              size));
    }
    return total;
  }

  /**
   * Derives an architecture from a few numbers: as many stride-2 layers as lead from 4x4 to the
   * image, feature maps doubling from layer to layer in D and halving in G. Everything is optional.
   */
  public static final class Builder {
    private int resolution = DEFAULT_RESOLUTION;
    private int channels = DEFAULT_CHANNELS;
    private int width = DEFAULT_WIDTH;
    private int kernel = DEFAULT_KERNEL;
    private int latentDim = DEFAULT_LATENT_DIM;
    private LatentDistribution latentDistribution = LatentDistribution.UNIFORM;
    private double leakySlope = DEFAULT_LEAKY_SLOPE;
    private double batchNormEpsilon = DEFAULT_BATCH_NORM_EPSILON;

    private Builder() {}

    /**
     * Sets rows and columns of the images.
     *
     * @param resolution 16, 32, 64, 128 or 256; {@value #DEFAULT_RESOLUTION} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder resolution(int resolution) {
      this.resolution = resolution;
      return this;
    }

    /**
     * Sets the images' channels.
     *
     * @param channels 1 or 3; {@value #DEFAULT_CHANNELS} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder channels(int channels) {
      this.channels = channels;
      return this;
    }

    /**
     * Sets the feature maps of D's first convolution, from which all others follow.
     *
     * @param width at least 1; {@value #DEFAULT_WIDTH} by default. Training time grows with its
     *     square: 64 is what most other implementations use
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder width(int width) {
      this.width = width;
      return this;
    }

    /**
     * Sets the side of all kernels.
     *
     * @param kernel odd, 3 to 15; {@value #DEFAULT_KERNEL} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder kernel(int kernel) {
      this.kernel = kernel;
      return this;
    }

    /**
     * Sets the dimensions of a latent.
     *
     * @param latentDim at least 1; {@value #DEFAULT_LATENT_DIM} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder latentDim(int latentDim) {
      this.latentDim = latentDim;
      return this;
    }

    /**
     * Sets what latents are drawn from.
     *
     * @param distribution uniform by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder latentDistribution(LatentDistribution distribution) {
      requireNonNull(distribution, "distribution");

      this.latentDistribution = distribution;
      return this;
    }

    /**
     * Sets LeakyReLU's slope below 0.
     *
     * @param slope in [0, 1); {@value #DEFAULT_LEAKY_SLOPE} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder leakySlope(double slope) {
      this.leakySlope = slope;
      return this;
    }

    /**
     * Sets what is added to variances.
     *
     * @param epsilon in (0, 1); {@value #DEFAULT_BATCH_NORM_EPSILON} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder batchNormEpsilon(double epsilon) {
      this.batchNormEpsilon = epsilon;
      return this;
    }

    /**
     * Derives the networks.
     *
     * @return the architecture
     * @throws IllegalArgumentException if anything is out of range; the message lists all of it
     */
    public Architecture build() {
      Problems problems = new Problems();
      problems.addAll(problems());
      problems.throwIfAny("this architecture cannot be built");
      return derive();
    }

    /**
     * Lists the settings that are out of range, so that they can be reported along with others.
     *
     * @return one sentence for each, with the range and the actual value; empty if {@link #build}
     *     succeeds
     */
    public List<String> problems() {
      Problems problems = new Problems();
      checkImage(problems, resolution, resolution);
      problems
          .require(
              channels == 1 || channels == 3,
              "channels must be 1 (gray) or 3 (color), got %d",
              channels)
          .require(
              width >= 1 && width <= 4096,
              "width must be from 1 to 4096 feature maps, got %d",
              width)
          .require(
              kernel >= 3 && kernel % 2 == 1 && kernel <= 15,
              "kernel must be odd, from 3 to 15, got %d",
              kernel);
      checkNumbers(problems, latentDim, leakySlope, batchNormEpsilon);
      return problems.list();
    }

    private Architecture derive() {
      int stages = Integer.numberOfTrailingZeros(resolution / SEED_SIDE);
      List<ConvolutionSpec> generator = new ArrayList<>();
      List<ConvolutionSpec> discriminator = new ArrayList<>();
      for (int i = 0; i < stages; i++) {
        discriminator.add(new ConvolutionSpec(kernel, 2, width << i));
        boolean last = i == stages - 1;
        generator.add(new ConvolutionSpec(kernel, 2, last ? channels : width << (stages - 2 - i)));
      }
      return new Architecture(
          ImageShape.square(resolution, channels),
          latentDim,
          latentDistribution,
          width << (stages - 1),
          generator,
          discriminator,
          leakySlope,
          batchNormEpsilon);
    }
  }
}

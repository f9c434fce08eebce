package org.dcgan.architecture;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.dcgan.architecture.LayerSpec.Activation;
import org.dcgan.image.ImageShape;
import org.dcgan.internal.Float32;
import org.dcgan.internal.Problems;
import org.dcgan.latent.Labels;
import org.dcgan.latent.LatentDistribution;

/**
 * The layers of both networks. This value describes a DCGAN completely except for its weights.
 *
 * <p>The generator projects a latent to 4x4 feature maps and doubles their height and width up to
 * the image with fractionally-strided convolutions. Batch normalization and ReLU follow each layer
 * except the last, which ends in tanh. The discriminator reduces the image to 4x4 feature maps with
 * strided convolutions, followed by LeakyReLU and, except after the first, batch normalization. Its
 * score is one dot product with all values of the last feature maps (paper, section 3 and figure
 * 1).
 *
 * <pre>{@code
 * Architecture faces = Architecture.builder().resolution(64).latentDim(100).build();
 * System.out.println(faces.describe(128));
 * }</pre>
 *
 * <p>In a conditional architecture, which has {@link #classes}, the label of an image is joined to
 * the latent and to the input of every layer of both networks, as one constant feature map for each
 * of its values (paper, section 8.1; authors' code, lib/ops.py:46-50), unless {@link #labelSide}
 * limits it to small feature maps.
 *
 * @param image the shape of the images: square, with a side of 16, 28, 32, 64, 128 or 256 pixels,
 *     and 1 or 3 channels
 * @param latentDim the dimension of the latent space, 1 to 65,536
 * @param latentDistribution the distribution of the latents
 * @param projectionMaps the number of feature maps, of the {@link #seedSide}, that the generator
 *     projects a latent to, 1 to 65,536
 * @param generator the generator's fractionally-strided convolutions; the last one produces the
 *     image
 * @param discriminator the discriminator's convolutions
 * @param leakySlope the slope of LeakyReLU for negative values, in [0, 1)
 * @param batchNormEpsilon the constant that batch normalization adds to variances, in (0, 1)
 * @param discriminatorNormalization how the layers of the discriminator are normalized
 * @param classes the number of classes, which is the length of a label: 2 to 4,096, or 0 if the
 *     networks are not conditional
 * @param generatorHidden the numbers of units, each 1 to 65,536, of the fully connected layers
 *     between the latent and the generator's projection; empty in the paper's main architecture
 * @param discriminatorHidden the numbers of units, each 1 to 65,536, of the fully connected layers
 *     between the discriminator's convolutions and its score; empty in the paper's main
 *     architecture
 * @param gainAndBias whether every batch normalization ends in a trained gain and bias
 * @param imageActivation the last activation of the generator
 * @param labelSide the height and width of the largest feature maps that a label is joined to, from
 *     0 (only to the inputs of fully connected layers, which are the latent and the score's input)
 *     to the image's side (to all, as in the paper), which also stands for every greater value;
 *     without effect if there are no classes
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Architecture(
    ImageShape image,
    int latentDim,
    LatentDistribution latentDistribution,
    int projectionMaps,
    List<ConvolutionSpec> generator,
    List<ConvolutionSpec> discriminator,
    double leakySlope,
    double batchNormEpsilon,
    DiscriminatorNormalization discriminatorNormalization,
    int classes,
    List<Integer> generatorHidden,
    List<Integer> discriminatorHidden,
    boolean gainAndBias,
    ImageActivation imageActivation,
    int labelSide) {

  /** The resolution of the faces and LSUN models (paper, figure 1). */
  public static final int DEFAULT_RESOLUTION = 64;

  /** RGB images. */
  public static final int DEFAULT_CHANNELS = 3;

  /**
   * The feature maps of the discriminator's first convolution, {@code ndf} in the authors' code
   * (faces:36-124), which gives 1,024 feature maps at 4x4 for 64x64 images.
   */
  public static final int DEFAULT_WIDTH = 128;

  /** The dimension of the latent space in the paper (figure 1). */
  public static final int DEFAULT_LATENT_DIM = 100;

  /** The kernel side in the authors' code (faces:36-124). */
  public static final int DEFAULT_KERNEL = 5;

  /** The slope of LeakyReLU in the paper (section 4). */
  public static final double DEFAULT_LEAKY_SLOPE = 0.2;

  /**
   * The epsilon of batch normalization in the authors' code (lib/ops.py:52); other implementations
   * use 1e-5 or more.
   */
  public static final double DEFAULT_BATCH_NORM_EPSILON = 1e-8;

  /** The maximum number of convolutions of each network. */
  public static final int MOST_CONVOLUTIONS = 64;

  /** The maximum number of feature maps of a layer, and of dimensions of the latent space. */
  public static final int MOST_FEATURE_MAPS = 1 << 16;

  /**
   * The maximum number of classes, 4,096: each of them is an input channel of every convolution.
   */
  public static final int MOST_CLASSES = 4096;

  /**
   * The {@link #labelSide} of architectures in which labels are joined to every layer's input, as
   * in the paper. It is reduced to the side of the images.
   */
  public static final int ALL_SIDES = Integer.MAX_VALUE;

  /** The maximum number of fully connected hidden layers of each network. */
  public static final int MOST_HIDDEN_LAYERS = 16;

  /**
   * The {@link #seedSide} of images whose side is a power of two: the height and width of the
   * generator's first feature maps, of the discriminator's last ones, and of pooled features.
   */
  public static final int SEED_SIDE = 4;

  /** The side of MNIST's images, the only one that is not a power of two. */
  private static final int MNIST_SIDE = 28;

  /** Checks the ranges, and that the strides connect the first feature maps with the image. */
  public Architecture {
    requireNonNull(image, "image");
    requireNonNull(latentDistribution, "latentDistribution");
    requireNonNull(generator, "generator");
    requireNonNull(discriminator, "discriminator");
    requireNonNull(discriminatorNormalization, "discriminatorNormalization");
    requireNonNull(generatorHidden, "generatorHidden");
    requireNonNull(discriminatorHidden, "discriminatorHidden");
    requireNonNull(imageActivation, "imageActivation");

    // Without classes, all values mean the same.
    labelSide = classes == 0 ? image.height() : Math.min(labelSide, image.height());
    generatorHidden = ImmutableList.copyOf(generatorHidden);
    discriminatorHidden = ImmutableList.copyOf(discriminatorHidden);
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
    checkClasses(problems, classes, labelSide);
    checkHidden(problems, "generatorHidden", generatorHidden);
    checkHidden(problems, "discriminatorHidden", discriminatorHidden);
    checkConvolutions(problems, "generator", generator, image.height());
    checkConvolutions(problems, "discriminator", discriminator, image.height());
    if (!generator.isEmpty()) {
      int last = generator.get(generator.size() - 1).featureMaps();
      problems.require(
          last == image.channels(),
          "the generator's last layer produces the image and needs %d feature maps, got %d",
          image.channels(),
          last);
    }
    problems.throwIfAny("invalid Architecture");
  }

  /**
   * Creates an architecture without classes and fully connected hidden layers, whose images end in
   * tanh.
   *
   * @param image the shape of the images
   * @param latentDim the dimension of the latent space
   * @param latentDistribution the distribution of the latents
   * @param projectionMaps the number of 4x4 feature maps that the generator projects a latent to
   * @param generator the generator's fractionally-strided convolutions
   * @param discriminator the discriminator's convolutions
   * @param leakySlope the slope of LeakyReLU for negative values
   * @param batchNormEpsilon the constant that batch normalization adds to variances
   * @param discriminatorNormalization how the layers of the discriminator are normalized
   */
  public Architecture(
      ImageShape image,
      int latentDim,
      LatentDistribution latentDistribution,
      int projectionMaps,
      List<ConvolutionSpec> generator,
      List<ConvolutionSpec> discriminator,
      double leakySlope,
      double batchNormEpsilon,
      DiscriminatorNormalization discriminatorNormalization) {
    this(
        image,
        latentDim,
        latentDistribution,
        projectionMaps,
        generator,
        discriminator,
        leakySlope,
        batchNormEpsilon,
        discriminatorNormalization,
        0,
        List.of(),
        List.of(),
        true,
        ImageActivation.TANH,
        ALL_SIDES);
  }

  /**
   * Creates an architecture with batch normalization in both networks.
   *
   * @param image the shape of the images
   * @param latentDim the dimension of the latent space
   * @param latentDistribution the distribution of the latents
   * @param projectionMaps the number of 4x4 feature maps that the generator projects a latent to
   * @param generator the generator's fractionally-strided convolutions
   * @param discriminator the discriminator's convolutions
   * @param leakySlope the slope of LeakyReLU for negative values
   * @param batchNormEpsilon the constant that batch normalization adds to variances
   */
  public Architecture(
      ImageShape image,
      int latentDim,
      LatentDistribution latentDistribution,
      int projectionMaps,
      List<ConvolutionSpec> generator,
      List<ConvolutionSpec> discriminator,
      double leakySlope,
      double batchNormEpsilon) {
    this(
        image,
        latentDim,
        latentDistribution,
        projectionMaps,
        generator,
        discriminator,
        leakySlope,
        batchNormEpsilon,
        DiscriminatorNormalization.BATCH);
  }

  /**
   * Returns this architecture with another normalization of the discriminator.
   *
   * @param normalization how the layers of the discriminator are normalized
   * @return the changed architecture
   */
  public Architecture withDiscriminatorNormalization(DiscriminatorNormalization normalization) {
    requireNonNull(normalization, "normalization");

    return with(normalization, classes, labelSide);
  }

  /**
   * Returns this architecture with another number of classes.
   *
   * @param classes the number of classes, 2 to 4,096, or 0 for networks that are not conditional
   * @return the changed architecture
   */
  public Architecture withClasses(int classes) {
    return with(discriminatorNormalization, classes, labelSide);
  }

  /**
   * Returns this architecture with labels in other layers. Labels beside large feature maps cost
   * time, and beside images they make the discriminator of color images weaker: on CIFAR-10 the
   * Fréchet distance after equal time is better with 8 than with the paper's value
   * (docs/results/samples.md).
   *
   * @param labelSide the height and width of the largest feature maps that a label is joined to, at
   *     least 0; {@link #ALL_SIDES} as in the paper
   * @return the changed architecture
   * @throws IllegalArgumentException if the side is negative
   * @throws IllegalStateException if the architecture has no classes, so that it has no labels
   */
  public Architecture withLabelSide(int labelSide) {
    if (!isConditional()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "labelSide %d needs an architecture with classes; use withClasses(n) first",
              labelSide));
    }
    return with(discriminatorNormalization, classes, labelSide);
  }

  private Architecture with(DiscriminatorNormalization normalization, int classes, int labelSide) {
    return new Architecture(
        image,
        latentDim,
        latentDistribution,
        projectionMaps,
        generator,
        discriminator,
        leakySlope,
        batchNormEpsilon,
        normalization,
        classes,
        generatorHidden,
        discriminatorHidden,
        gainAndBias,
        imageActivation,
        labelSide);
  }

  private static void checkImage(Problems problems, int height, int width) {
    problems.require(
        height == width
            && ((height >= 16 && height <= 256 && Integer.bitCount(height) == 1)
                || height == MNIST_SIDE),
        "resolution must be a power of two from 16 to 256 (16, 32, 64, 128, 256) or 28, got %s;"
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
            "leakySlope must be in [0, 1), got %s (the paper uses 0.2)",
            leakySlope)
        .require(
            !(leakySlope < 1) || Float32.isBelowOne(leakySlope),
            "leakySlope must be below 1 also as float32, got %s",
            leakySlope)
        .require(
            batchNormEpsilon > 0 && batchNormEpsilon < 1,
            "batchNormEpsilon must be in (0, 1), got %s (the authors use 1e-8)",
            batchNormEpsilon)
        .require(
            !(batchNormEpsilon > 0) || Float32.isNormal(batchNormEpsilon),
            "batchNormEpsilon must be at least %s, the least of float32, got %s",
            Float.MIN_NORMAL,
            batchNormEpsilon);
  }

  private static void checkClasses(Problems problems, int classes, int labelSide) {
    problems
        .require(
            classes == 0 || (classes >= 2 && classes <= MOST_CLASSES),
            "classes must be from 2 to %d, or 0 for a model without classes, got %d",
            MOST_CLASSES,
            classes)
        .require(
            labelSide >= 0,
            "labelSide must be at least 0, got %d (the paper joins labels to all layers:"
                + " Architecture.ALL_SIDES)",
            labelSide);
  }

  private static void checkHidden(Problems problems, String name, List<Integer> hidden) {
    problems.require(
        hidden.size() <= MOST_HIDDEN_LAYERS,
        "%s may have at most %d layers, got %d",
        name,
        MOST_HIDDEN_LAYERS,
        hidden.size());
    for (int units : hidden) {
      problems.require(
          units >= 1 && units <= MOST_FEATURE_MAPS,
          "%s must have from 1 to %d units in each layer, got %d",
          name,
          MOST_FEATURE_MAPS,
          units);
    }
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
    int seed = seedSide(resolution);
    problems.require(
        factor * seed == resolution,
        "the strides of the %s must connect %dx%d feature maps with the image of %dx%d, but they"
            + " give %dx%d",
        network,
        seed,
        seed,
        resolution,
        resolution,
        factor * seed,
        factor * seed);
  }

  private static int seedSide(int resolution) {
    return resolution == MNIST_SIDE ? 7 : SEED_SIDE;
  }

  /**
   * Starts the configuration of an architecture.
   *
   * @return a builder whose settings have the paper's values
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the architecture of the faces and LSUN bedrooms models (paper, figure 1; authors' faces
   * script).
   *
   * @return 64x64x3, width 128, uniform 100-d latents
   */
  public static Architecture faces64() {
    return builder().build();
  }

  /**
   * Returns the architecture of the ImageNet model, whose discriminator computes the 28,672
   * features of the CIFAR-10 evaluation (paper, section 5.1; authors'
   * imagenet/load_pretrained.py:29-64): six 3x3 convolutions with alternating strides 1 and 2 in
   * the discriminator, mirrored in the generator.
   *
   * @return 32x32x3, uniform 256-d latents
   */
  public static Architecture imagenet32() {
    return imagenet32(DEFAULT_WIDTH);
  }

  /**
   * {@link #imagenet32()} with another number of feature maps. A width of 64 needs about a quarter
   * of the training time and computes half the features.
   *
   * @param width the number of feature maps of the discriminator's first two convolutions, 1 to
   *     16,384; the next two have twice as many, the last two four times as many
   * @return 32x32x3, uniform 256-d latents; {@code 224 * width} features
   * @throws IllegalArgumentException if the width is out of range
   */
  public static Architecture imagenet32(int width) {
    new Problems()
        .require(
            width >= 1 && width <= MOST_FEATURE_MAPS / 4,
            "width must be from 1 to %d feature maps, got %d",
            MOST_FEATURE_MAPS / 4,
            width)
        .throwIfAny("invalid Architecture");
    int twice = 2 * width;
    int fourTimes = 4 * width;
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
   * Returns the architecture of the SVHN model, whose discriminator computes the 7,168 features of
   * the SVHN evaluation (paper, section 5.2; authors' svhn/svhn_semisup_analysis.py:55-99).
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
   * Returns the architecture of the conditional MNIST model (paper, section 8.1; authors'
   * mnist/train_cond_dcgan.py:32-112): the label joined to the latent and to every layer's input, a
   * fully connected hidden layer of 1,024 units in each network, batch normalization without gain
   * and bias, and a sigmoid at the end of the generator. {@link
   * org.dcgan.training.TrainingPlan#mnistConditional()} is the plan it was trained with.
   *
   * @return 28x28x1, 10 classes, uniform 100-d latents
   */
  public static Architecture mnistConditional() {
    return builder()
        .resolution(28)
        .channels(1)
        .width(64)
        .classes(10)
        .generatorHidden(1024)
        .discriminatorHidden(1024)
        .gainAndBias(false)
        .imageActivation(ImageActivation.SIGMOID)
        .build();
  }

  /**
   * Returns whether the networks are conditional, so that training needs the labels of images, and
   * sampling needs labels.
   *
   * @return false if there are no {@link #classes}
   */
  public boolean isConditional() {
    return classes > 0;
  }

  /**
   * Checks that labels are those of a conditional model of this architecture.
   *
   * @param labels labels that a network is given
   * @throws IllegalStateException if the networks are not conditional
   * @throws IllegalArgumentException if the labels have another number of classes
   */
  public void requireClasses(Labels labels) {
    requireNonNull(labels, "labels");

    if (!isConditional()) {
      throw new IllegalStateException(
          "this model has no classes, so it cannot generate or score images of a label; train a"
              + " model with Dcgan.builder().classes(n), or leave out the labels");
    }
    if (labels.classes() != classes) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "labels of this model have %d values, one for each class, got %d",
              classes,
              labels.classes()));
    }
  }

  /**
   * Checks that the networks can be used without labels.
   *
   * @throws IllegalStateException if they are conditional; the message names the methods that
   *     labels can be given to
   */
  public void requireNoClasses() {
    if (isConditional()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "this model has %d classes and needs the labels of the images: use"
                  + " sampleClass(count, label), sample(labels, seed), or withLabels(labels) of the"
                  + " model, its generator or its discriminator",
              classes));
    }
  }

  /**
   * Returns the height and width of the generator's first feature maps, of the discriminator's last
   * ones, and of pooled features.
   *
   * @return 7 for images of 28x28, otherwise 4
   */
  public int seedSide() {
    return seedSide(image.height());
  }

  private LayerSpec fullyConnected(
      String name, int inputs, int units, Activation activation, boolean spectral) {
    return new LayerSpec(
        name,
        LayerSpec.Kind.FULLY_CONNECTED,
        new ConvolutionSpec(0, 1, units),
        inputs,
        1,
        units,
        !spectral,
        activation,
        spectral,
        classes,
        gainAndBias);
  }

  /**
   * Returns the layers of the generator with their shapes.
   *
   * @return the fully connected hidden layers, the projection, then the fractionally-strided
   *     convolutions
   */
  public List<LayerSpec> generatorLayers() {
    List<LayerSpec> layers = new ArrayList<>();
    int inputs = latentDim;
    for (int i = 0; i < generatorHidden.size(); i++) {
      int units = generatorHidden.get(i);
      layers.add(
          fullyConnected("generator/hidden" + (i + 1), inputs, units, Activation.RELU, false));
      inputs = units;
    }
    layers.add(
        new LayerSpec(
            "generator/projection",
            LayerSpec.Kind.PROJECTION,
            new ConvolutionSpec(0, 1, projectionMaps),
            inputs,
            seedSide(),
            projectionMaps,
            true,
            Activation.RELU,
            false,
            classes,
            gainAndBias));
    int maps = projectionMaps;
    int side = seedSide();
    for (int i = 0; i < generator.size(); i++) {
      ConvolutionSpec c = generator.get(i);
      int joined = side <= labelSide ? classes : 0;
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
              last ? lastActivation() : Activation.RELU,
              false,
              joined,
              gainAndBias));
      maps = c.featureMaps();
    }
    return ImmutableList.copyOf(layers);
  }

  private Activation lastActivation() {
    return switch (imageActivation) {
      case TANH -> Activation.TANH;
      case SIGMOID -> Activation.SIGMOID;
    };
  }

  /**
   * Returns the layers of the discriminator with their shapes.
   *
   * @return the convolutions, the fully connected hidden layers, then the score
   */
  public List<LayerSpec> discriminatorLayers() {
    List<LayerSpec> layers = new ArrayList<>();
    boolean spectral = discriminatorNormalization == DiscriminatorNormalization.SPECTRAL;
    int maps = image.channels();
    int side = image.height();
    for (int i = 0; i < discriminator.size(); i++) {
      ConvolutionSpec c = discriminator.get(i);
      int joined = side <= labelSide ? classes : 0;
      side /= c.stride();
      layers.add(
          new LayerSpec(
              "discriminator/convolution" + (i + 1),
              LayerSpec.Kind.CONVOLUTION,
              c,
              maps,
              side,
              c.featureMaps(),
              i > 0 && !spectral,
              Activation.LEAKY_RELU,
              spectral,
              joined,
              gainAndBias));
      maps = c.featureMaps();
    }
    int inputs = side * side * maps;
    for (int i = 0; i < discriminatorHidden.size(); i++) {
      int units = discriminatorHidden.get(i);
      layers.add(
          fullyConnected(
              "discriminator/hidden" + (i + 1), inputs, units, Activation.LEAKY_RELU, spectral));
      inputs = units;
    }
    layers.add(
        new LayerSpec(
            "discriminator/score",
            LayerSpec.Kind.SCORE,
            new ConvolutionSpec(0, 1, 1),
            inputs,
            1,
            1,
            false,
            Activation.LINEAR,
            spectral,
            classes,
            gainAndBias));
    return ImmutableList.copyOf(layers);
  }

  /**
   * Returns the generator layers whose feature maps can be inspected and removed: all except the
   * last, which produces the image.
   *
   * @return the layers, beginning with the one whose input is the latent; the units of a fully
   *     connected layer are maps of 1x1
   */
  public List<LayerSpec> generatorFeatureLayers() {
    List<LayerSpec> layers = generatorLayers();
    return layers.subList(0, layers.size() - 1);
  }

  /**
   * Returns the discriminator layers whose feature maps can be inspected: all convolutions.
   *
   * @return the layers, beginning with the one whose input is the image
   */
  public List<LayerSpec> discriminatorFeatureLayers() {
    return discriminatorLayers().subList(0, discriminator.size());
  }

  /**
   * Returns one of the {@link #generatorFeatureLayers()}.
   *
   * @param name the name of the layer, with or without the prefix {@code generator/}
   * @return the layer
   * @throws IllegalArgumentException if there is no layer of that name; the message lists all names
   */
  public LayerSpec generatorFeatureLayer(String name) {
    requireNonNull(name, "name");

    return named(generatorFeatureLayers(), name, "generator/");
  }

  /**
   * Returns one of the {@link #discriminatorFeatureLayers()}.
   *
   * @param name the name of the layer, with or without the prefix {@code discriminator/}
   * @return the layer
   * @throws IllegalArgumentException if there is no layer of that name; the message lists all names
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
   * Returns the trainable parameters of the generator.
   *
   * @return the parameters in the order of the layers
   */
  public List<ParameterSpec> generatorParameters() {
    return generatorLayers().stream().flatMap(l -> l.parameters().stream()).toList();
  }

  /**
   * Returns the trainable parameters of the discriminator.
   *
   * @return the parameters in the order of the layers
   */
  public List<ParameterSpec> discriminatorParameters() {
    return discriminatorLayers().stream().flatMap(l -> l.parameters().stream()).toList();
  }

  /**
   * Returns the number of discriminator features per image: 16 values for each feature map of each
   * convolution, or 49 for images of 28x28.
   *
   * @return 28,672 for {@link #imagenet32}, 7,168 for {@link #svhn32}
   */
  public int featureDimension() {
    return seedSide()
        * seedSide()
        * discriminator.stream().mapToInt(ConvolutionSpec::featureMaps).sum();
  }

  /**
   * Estimates the memory for training: four float32 values per weight (weight, gradient, two
   * moments) and the intermediate values of every layer that backpropagation needs (before and
   * after normalization and activation; in the discriminator for real and for generated images).
   * The faster algorithms of convolutions that a training in float32 chooses by measurement ({@code
   * ConvolutionChoice.MEASURED}) take more: at most about as much again, or 320 MB if that is more.
   *
   * @param batchSize the number of real images per step
   * @return the estimate in bytes
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
    long values = (long) layer.side() * layer.side() * layer.maps() * (layer.batchNorm() ? 3 : 2);
    if (layer.classes() > 0) {
      // The input once more, with the label's maps.
      int stride = layer.convolution().stride();
      int side =
          switch (layer.kind()) {
            case CONVOLUTION -> layer.side() * stride;
            case FRACTIONALLY_STRIDED_CONVOLUTION -> layer.side() / stride;
            case PROJECTION, FULLY_CONNECTED, SCORE -> 1;
          };
      values += (long) side * side * layer.inputs();
    }
    return values;
  }

  /**
   * Describes the architecture as a table of layers, shapes, parameters and memory.
   *
   * @param batchSize the number of real images per training step, for the estimate of memory
   * @return a text of several lines for people; its form may change
   */
  public String describe(int batchSize) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "DCGAN %s, %slatents %s[%d], features %,d%n",
            image,
            isConditional() ? describeClasses() : "",
            latentDistribution.name().toLowerCase(Locale.ROOT),
            latentDim,
            featureDimension()));
    long total = describe(text, generatorLayers()) + describe(text, discriminatorLayers());
    text.append(
        String.format(
            Locale.ROOT,
            "%,d parameters; training on batches of %d takes about %,d MB; measured convolutions"
                + " may take as much again, or 320 MB if that is more%n",
            total,
            batchSize,
            trainingBytes(batchSize) >> 20));
    return text.toString();
  }

  private String describeClasses() {
    return labelSide == image.height()
        ? String.format(Locale.ROOT, "%d classes, ", classes)
        : String.format(
            Locale.ROOT,
            "%d classes (labels joined to maps of at most %dx%d), ",
            classes,
            labelSide,
            labelSide);
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
              layer.batchNorm() ? "batch norm" : layer.spectralNorm() ? "spectral" : "",
              layer.activation().name().toLowerCase(Locale.ROOT),
              size));
    }
    return total;
  }

  /**
   * Derives an architecture from a few numbers: as many layers of stride 2 as are needed between
   * 4x4 (7x7 for images of 28x28) and the image, with feature maps that double from layer to layer
   * in the discriminator and halve in the generator. All settings are optional.
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
    private DiscriminatorNormalization discriminatorNormalization =
        DiscriminatorNormalization.BATCH;
    private int classes;
    private int labelSide = ALL_SIDES;
    private List<Integer> generatorHidden = List.of();
    private List<Integer> discriminatorHidden = List.of();
    private boolean gainAndBias = true;
    private ImageActivation imageActivation = ImageActivation.TANH;

    private Builder() {}

    /**
     * Sets the height and width of the images. Doubling it adds a layer to each network and
     * multiplies the training time per image by about four.
     *
     * @param resolution pixels: 16, 28, 32, 64, 128 or 256; {@value #DEFAULT_RESOLUTION} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder resolution(int resolution) {
      this.resolution = resolution;
      return this;
    }

    /**
     * Sets the number of channels of the images.
     *
     * @param channels 1 (grayscale) or 3 (RGB); {@value #DEFAULT_CHANNELS} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder channels(int channels) {
      this.channels = channels;
      return this;
    }

    /**
     * Sets the number of feature maps of the discriminator's first convolution; those of all other
     * layers are multiples of it. A smaller width is faster and needs less memory: training time
     * grows with its square. Most other implementations use 64.
     *
     * @param width 1 to 4096; {@value #DEFAULT_WIDTH} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder width(int width) {
      this.width = width;
      return this;
    }

    /**
     * Expert: sets the side of all convolution kernels.
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
     * Sets the dimension of the latent space.
     *
     * @param latentDim 1 to 65,536; {@value #DEFAULT_LATENT_DIM} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder latentDim(int latentDim) {
      this.latentDim = latentDim;
      return this;
    }

    /**
     * Sets the distribution of the latents.
     *
     * @param distribution {@link LatentDistribution#UNIFORM} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder latentDistribution(LatentDistribution distribution) {
      requireNonNull(distribution, "distribution");

      this.latentDistribution = distribution;
      return this;
    }

    /**
     * Expert: sets the slope of LeakyReLU for negative values.
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
     * Expert: sets the constant that batch normalization adds to variances. Models of other
     * implementations often use 1e-5.
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
     * Expert: sets how the layers of the discriminator are normalized.
     *
     * @param normalization {@link DiscriminatorNormalization#BATCH} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder discriminatorNormalization(DiscriminatorNormalization normalization) {
      requireNonNull(normalization, "normalization");

      this.discriminatorNormalization = normalization;
      return this;
    }

    /**
     * Makes the networks conditional: both get the label of the image, and an image of a wanted
     * class can be generated. Training needs a source with labels.
     *
     * @param classes the number of classes, 2 to 4,096; 0, the default, for networks without labels
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder classes(int classes) {
      this.classes = classes;
      return this;
    }

    /**
     * Sets which layers get the label of a conditional model: those whose input has at most this
     * height and width, and all fully connected ones. The latent and the score's input always get
     * it. A small value costs less time, and on color images the discriminator becomes stronger:
     * docs/guide/conditional.md recommends 8 for CIFAR-10.
     *
     * @param labelSide at least 0; {@link #ALL_SIDES}, the paper's value, by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder labelSide(int labelSide) {
      this.labelSide = labelSide;
      return this;
    }

    /**
     * Expert: adds fully connected hidden layers between the latent and the generator's projection.
     *
     * @param units the number of units of each layer, 1 to 65,536; no layers by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder generatorHidden(int... units) {
      requireNonNull(units, "units");

      this.generatorHidden = Arrays.stream(units).boxed().toList();
      return this;
    }

    /**
     * Expert: adds fully connected hidden layers between the discriminator's convolutions and its
     * score.
     *
     * @param units the number of units of each layer, 1 to 65,536; no layers by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder discriminatorHidden(int... units) {
      requireNonNull(units, "units");

      this.discriminatorHidden = Arrays.stream(units).boxed().toList();
      return this;
    }

    /**
     * Expert: sets whether batch normalization ends in a trained gain and bias.
     *
     * @param gainAndBias true by default; false in the paper's conditional model (section 8.1)
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder gainAndBias(boolean gainAndBias) {
      this.gainAndBias = gainAndBias;
      return this;
    }

    /**
     * Expert: sets the last activation of the generator.
     *
     * @param activation {@link ImageActivation#TANH} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder imageActivation(ImageActivation activation) {
      requireNonNull(activation, "activation");

      this.imageActivation = activation;
      return this;
    }

    /**
     * Derives the layers of both networks.
     *
     * @return the architecture
     * @throws IllegalArgumentException if settings are out of range; the message lists all of them
     */
    public Architecture build() {
      Problems problems = new Problems();
      problems.addAll(problems());
      problems.throwIfAny("invalid Architecture");
      return derive();
    }

    /**
     * Returns messages about the settings that are out of range, so that they can be reported
     * together with other invalid settings.
     *
     * @return one message for each, with the range and the actual value; empty if {@link #build}
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
              resolution != 256 || width <= 2048 || width > 4096,
              "width must be from 1 to 2048 feature maps at a resolution of 256, got %d",
              width)
          .require(
              kernel >= 3 && kernel % 2 == 1 && kernel <= 15,
              "kernel must be odd, from 3 to 15, got %d",
              kernel);
      checkNumbers(problems, latentDim, leakySlope, batchNormEpsilon);
      checkClasses(problems, classes, labelSide);
      checkHidden(problems, "generatorHidden", generatorHidden);
      checkHidden(problems, "discriminatorHidden", discriminatorHidden);
      return problems.list();
    }

    private Architecture derive() {
      int stages = Integer.numberOfTrailingZeros(resolution / seedSide(resolution));
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
          batchNormEpsilon,
          discriminatorNormalization,
          classes,
          generatorHidden,
          discriminatorHidden,
          gainAndBias,
          imageActivation,
          labelSide);
    }
  }
}

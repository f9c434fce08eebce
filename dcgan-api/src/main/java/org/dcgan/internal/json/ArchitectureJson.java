package org.dcgan.internal.json;

import java.util.List;
import java.util.Map;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ConvolutionSpec;
import org.dcgan.architecture.DiscriminatorNormalization;
import org.dcgan.architecture.ImageActivation;
import org.dcgan.image.ImageShape;
import org.dcgan.latent.LatentDistribution;

/** Encodes an {@link Architecture} in JSON, in the same form in all files that contain one. */
public final class ArchitectureJson {
  private static final EnumNames<LatentDistribution> DISTRIBUTIONS =
      EnumNames.of(
          LatentDistribution.class,
          Map.of(LatentDistribution.UNIFORM, "uniform", LatentDistribution.GAUSSIAN, "gaussian"));

  private static final EnumNames<DiscriminatorNormalization> NORMALIZATIONS =
      EnumNames.of(
          DiscriminatorNormalization.class,
          Map.of(
              DiscriminatorNormalization.BATCH, "batch",
              DiscriminatorNormalization.SPECTRAL, "spectral"));

  /** Only written if it is not batch normalization, which all architectures had before. */
  private static final String NORMALIZATION = "discriminatorNormalization";

  private static final EnumNames<ImageActivation> IMAGE_ACTIVATIONS =
      EnumNames.of(
          ImageActivation.class,
          Map.of(ImageActivation.TANH, "tanh", ImageActivation.SIGMOID, "sigmoid"));

  // As the normalization, these are only written if they differ from what all architectures had
  // before.
  private static final String CLASSES = "classes";
  private static final String LABEL_SIDE = "labelSide";
  private static final String GENERATOR_HIDDEN = "generatorHiddenUnits";
  private static final String DISCRIMINATOR_HIDDEN = "discriminatorHiddenUnits";
  private static final String GAIN_AND_BIAS = "batchNormGainAndBias";
  private static final String IMAGE_ACTIVATION = "imageActivation";

  private ArchitectureJson() {}

  /**
   * Returns the name of a generator's last activation in files.
   *
   * @param activation the activation
   * @return the name
   */
  public static String name(ImageActivation activation) {
    return IMAGE_ACTIVATIONS.name(activation);
  }

  /**
   * Returns the name of a normalization in files.
   *
   * @param normalization the normalization
   * @return the name
   */
  public static String name(DiscriminatorNormalization normalization) {
    return NORMALIZATIONS.name(normalization);
  }

  /**
   * Encodes an architecture.
   *
   * @param architecture the architecture
   * @return its fields
   */
  public static JsonMap encode(Architecture architecture) {
    JsonMap fields = new JsonMap();
    fields
        .put("image", encode(architecture.image()))
        .put("latentDim", architecture.latentDim())
        .put("latentDistribution", name(architecture.latentDistribution()))
        .put("projectionFeatureMaps", architecture.projectionMaps())
        .put("generator", encode(architecture.generator()))
        .put("discriminator", encode(architecture.discriminator()))
        .put("leakySlope", architecture.leakySlope())
        .put("batchNormEpsilon", architecture.batchNormEpsilon());
    if (architecture.discriminatorNormalization() != DiscriminatorNormalization.BATCH) {
      fields.put(NORMALIZATION, name(architecture.discriminatorNormalization()));
    }
    if (architecture.isConditional()) {
      fields.put(CLASSES, architecture.classes());
    }
    if (architecture.labelSide() < architecture.image().height()) {
      fields.put(LABEL_SIDE, architecture.labelSide());
    }
    if (!architecture.generatorHidden().isEmpty()) {
      fields.put(GENERATOR_HIDDEN, architecture.generatorHidden());
    }
    if (!architecture.discriminatorHidden().isEmpty()) {
      fields.put(DISCRIMINATOR_HIDDEN, architecture.discriminatorHidden());
    }
    if (!architecture.gainAndBias()) {
      fields.put(GAIN_AND_BIAS, false);
    }
    if (architecture.imageActivation() != ImageActivation.TANH) {
      fields.put(IMAGE_ACTIVATION, name(architecture.imageActivation()));
    }
    return fields;
  }

  /**
   * Decodes an architecture.
   *
   * @param fields fields of the form of {@link #encode(Architecture)}
   * @return the architecture
   * @throws IllegalArgumentException if a field is missing or out of range
   */
  public static Architecture decode(JsonFields fields) {
    return new Architecture(
        decodeImage(fields.object("image")),
        fields.integer("latentDim", 1, Integer.MAX_VALUE),
        fields.constant("latentDistribution", DISTRIBUTIONS),
        fields.integer("projectionFeatureMaps", 1, Integer.MAX_VALUE),
        fields.objects("generator", ArchitectureJson::decodeConvolution),
        fields.objects("discriminator", ArchitectureJson::decodeConvolution),
        fields.number("leakySlope"),
        fields.number("batchNormEpsilon"),
        fields.has(NORMALIZATION)
            ? fields.constant(NORMALIZATION, NORMALIZATIONS)
            : DiscriminatorNormalization.BATCH,
        fields.has(CLASSES) ? fields.integer(CLASSES, 2, Architecture.MOST_FEATURE_MAPS) : 0,
        hidden(fields, GENERATOR_HIDDEN),
        hidden(fields, DISCRIMINATOR_HIDDEN),
        !fields.has(GAIN_AND_BIAS) || fields.flag(GAIN_AND_BIAS),
        fields.has(IMAGE_ACTIVATION)
            ? fields.constant(IMAGE_ACTIVATION, IMAGE_ACTIVATIONS)
            : ImageActivation.TANH,
        fields.has(LABEL_SIDE)
            ? fields.integer(LABEL_SIDE, 0, Integer.MAX_VALUE)
            : Architecture.ALL_SIDES);
  }

  private static List<Integer> hidden(JsonFields fields, String name) {
    return fields.has(name) ? fields.integers(name, 1, Architecture.MOST_FEATURE_MAPS) : List.of();
  }

  /**
   * Returns the name of a distribution in files.
   *
   * @param distribution the distribution
   * @return the name
   */
  public static String name(LatentDistribution distribution) {
    return DISTRIBUTIONS.name(distribution);
  }

  /**
   * Encodes a shape.
   *
   * @param shape the shape
   * @return height, width and channels
   */
  public static JsonMap encode(ImageShape shape) {
    return new JsonMap()
        .put("height", shape.height())
        .put("width", shape.width())
        .put("channels", shape.channels());
  }

  /**
   * Decodes a shape.
   *
   * @param fields fields of the form of {@link #encode(ImageShape)}
   * @return the shape
   * @throws IllegalArgumentException if a field is missing or out of range
   */
  public static ImageShape decodeImage(JsonFields fields) {
    return new ImageShape(
        fields.integer("height", 1, Integer.MAX_VALUE),
        fields.integer("width", 1, Integer.MAX_VALUE),
        fields.integer("channels", 1, 3));
  }

  private static List<JsonMap> encode(List<ConvolutionSpec> convolutions) {
    return convolutions.stream()
        .map(
            c ->
                new JsonMap()
                    .put("kernel", c.kernel())
                    .put("stride", c.stride())
                    .put("featureMaps", c.featureMaps()))
        .toList();
  }

  private static ConvolutionSpec decodeConvolution(JsonFields fields) {
    return new ConvolutionSpec(
        fields.integer("kernel", 1, Integer.MAX_VALUE),
        fields.integer("stride", 1, Integer.MAX_VALUE),
        fields.integer("featureMaps", 1, Integer.MAX_VALUE));
  }
}

package org.dcgan.architecture;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * One layer of a network as {@link Architecture#generatorLayers()} and {@link
 * Architecture#discriminatorLayers()} list them: the linear map with what follows it.
 *
 * @param name for example {@code generator/projection} or {@code discriminator/convolution3}
 * @param kind the linear map
 * @param convolution kernel, stride and maps; for a projection or a score, a kernel of 0
 * @param inputMaps feature maps that come in (latent dimensions for a projection)
 * @param side rows and columns that come out; 1 for a score
 * @param maps feature maps that come out
 * @param batchNorm whether batch normalization follows
 * @param activation what comes last
 */
public record LayerSpec(
    String name,
    Kind kind,
    ConvolutionSpec convolution,
    int inputMaps,
    int side,
    int maps,
    boolean batchNorm,
    Activation activation) {
  /** Refuses null. */
  public LayerSpec {
    requireNonNull(name, "name");
    requireNonNull(kind, "kind");
    requireNonNull(convolution, "convolution");
    requireNonNull(activation, "activation");
  }

  /** The linear map of a layer. */
  public enum Kind {
    /** Latents times a matrix, reshaped to 4x4 maps. */
    PROJECTION,
    /** A fractionally-strided convolution. */
    FRACTIONALLY_STRIDED_CONVOLUTION,
    /** A strided convolution. */
    CONVOLUTION,
    /** All values of the last maps times one column a logit: D's one, or a classifier's. */
    SCORE
  }

  /** The nonlinearity of a layer. */
  public enum Activation {
    /** max(0, x). */
    RELU,
    /** max(x, slope x). */
    LEAKY_RELU,
    /** The hyperbolic tangent. */
    TANH,
    /** None. */
    LINEAR
  }

  /**
   * The layer's trained arrays. Batch normalization has a gain and a bias a feature map, but after
   * the projection one a unit (authors' code, faces:36-124).
   *
   * @return the weights, then gain and bias where there is batch normalization
   */
  public List<ParameterSpec> parameters() {
    int units = normalizedUnits();
    List<Integer> weights =
        switch (kind) {
          case PROJECTION -> List.of(inputMaps, units);
          case SCORE -> List.of(inputMaps, maps);
          case CONVOLUTION -> List.of(convolution.kernel(), convolution.kernel(), inputMaps, maps);
          case FRACTIONALLY_STRIDED_CONVOLUTION ->
              List.of(convolution.kernel(), convolution.kernel(), maps, inputMaps);
        };
    ImmutableList.Builder<ParameterSpec> parameters = ImmutableList.builder();
    parameters.add(new ParameterSpec(name + "/weights", ParameterSpec.Role.WEIGHT, weights));
    if (batchNorm) {
      parameters.add(
          new ParameterSpec(name + "/gain", ParameterSpec.Role.GAIN, List.of(units)),
          new ParameterSpec(name + "/bias", ParameterSpec.Role.BIAS, List.of(units)));
    }
    return parameters.build();
  }

  /**
   * How many units batch normalization tells apart.
   *
   * @return feature maps; after the projection every unit
   */
  public int normalizedUnits() {
    return kind == Kind.PROJECTION ? side * side * maps : maps;
  }
}

package org.dcgan.architecture;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.apiguardian.api.API;

/**
 * One layer of a network as {@link Architecture#generatorLayers()} and {@link
 * Architecture#discriminatorLayers()} list them: a linear map, optionally followed by batch
 * normalization, and an activation.
 *
 * @param name for example {@code generator/projection} or {@code discriminator/convolution3}
 * @param kind the kind of linear map
 * @param convolution kernel, stride and number of feature maps; the kernel is 0 for a layer that is
 *     a matrix product
 * @param inputMaps the number of input feature maps, without the label's; for a matrix product, the
 *     number of input values
 * @param side the height and width of the output; 1 for a fully connected layer and a score
 * @param maps the number of output feature maps
 * @param batchNorm whether batch normalization follows
 * @param activation the activation function
 * @param spectralNorm whether the weights are divided by an estimate of their largest singular
 *     value; the layer then has a bias
 * @param classes the length of the label that is joined to the layer's input, after its maps; 0 if
 *     the architecture has no classes
 * @param gainAndBias whether batch normalization ends in a trained gain and bias
 */
@API(status = API.Status.STABLE, since = "0.1")
public record LayerSpec(
    String name,
    Kind kind,
    ConvolutionSpec convolution,
    int inputMaps,
    int side,
    int maps,
    boolean batchNorm,
    Activation activation,
    boolean spectralNorm,
    int classes,
    boolean gainAndBias) {
  /** Checks for null. */
  public LayerSpec {
    requireNonNull(name, "name");
    requireNonNull(kind, "kind");
    requireNonNull(convolution, "convolution");
    requireNonNull(activation, "activation");
  }

  /**
   * Creates a layer without a label.
   *
   * @param name the name of the layer
   * @param kind the kind of linear map
   * @param convolution kernel, stride and number of feature maps
   * @param inputMaps the number of input feature maps
   * @param side the height and width of the output
   * @param maps the number of output feature maps
   * @param batchNorm whether batch normalization follows
   * @param activation the activation function
   * @param spectralNorm whether the weights are divided by an estimate of their largest singular
   *     value
   */
  public LayerSpec(
      String name,
      Kind kind,
      ConvolutionSpec convolution,
      int inputMaps,
      int side,
      int maps,
      boolean batchNorm,
      Activation activation,
      boolean spectralNorm) {
    this(
        name,
        kind,
        convolution,
        inputMaps,
        side,
        maps,
        batchNorm,
        activation,
        spectralNorm,
        0,
        true);
  }

  /**
   * Creates a layer without spectral normalization.
   *
   * @param name the name of the layer
   * @param kind the kind of linear map
   * @param convolution kernel, stride and number of feature maps
   * @param inputMaps the number of input feature maps
   * @param side the height and width of the output
   * @param maps the number of output feature maps
   * @param batchNorm whether batch normalization follows
   * @param activation the activation function
   */
  public LayerSpec(
      String name,
      Kind kind,
      ConvolutionSpec convolution,
      int inputMaps,
      int side,
      int maps,
      boolean batchNorm,
      Activation activation) {
    this(name, kind, convolution, inputMaps, side, maps, batchNorm, activation, false);
  }

  /** The linear map of a layer. */
  public enum Kind {
    /**
     * A matrix product of the latents, or of a fully connected layer's output, reshaped to feature
     * maps.
     */
    PROJECTION,
    /** A matrix product of all values of the layer before it. */
    FULLY_CONNECTED,
    /** A fractionally-strided convolution. */
    FRACTIONALLY_STRIDED_CONVOLUTION,
    /** A strided convolution. */
    CONVOLUTION,
    /**
     * A matrix product of all values of the last feature maps, with one column per logit: one in
     * the discriminator, one per class in a classifier.
     */
    SCORE
  }

  /** The activation function of a layer. */
  public enum Activation {
    /** max(0, x). */
    RELU,
    /** max(x, slope * x). */
    LEAKY_RELU,
    /** The hyperbolic tangent. */
    TANH,
    /** The sigmoid, 1 / (1 + exp(-x)). */
    SIGMOID,
    /** The identity. */
    LINEAR
  }

  /**
   * Returns the trainable parameters of the layer. Batch normalization has one gain and one bias
   * per feature map; after a matrix product, it has one of each per unit (authors' code,
   * faces:36-124). The weights of the label's values follow those of the input maps.
   *
   * @return the weights, followed by gain and bias if the layer has batch normalization with them,
   *     or by the bias if it has spectral normalization
   */
  public List<ParameterSpec> parameters() {
    int units = normalizedUnits();
    int inputs = inputs();
    List<Integer> weights =
        switch (kind) {
          case PROJECTION, FULLY_CONNECTED -> List.of(inputs, units);
          case SCORE -> List.of(inputs, maps);
          case CONVOLUTION -> List.of(convolution.kernel(), convolution.kernel(), inputs, maps);
          case FRACTIONALLY_STRIDED_CONVOLUTION ->
              List.of(convolution.kernel(), convolution.kernel(), maps, inputs);
        };
    ImmutableList.Builder<ParameterSpec> parameters = ImmutableList.builder();
    parameters.add(new ParameterSpec(name + "/weights", ParameterSpec.Role.WEIGHT, weights));
    if (batchNorm && gainAndBias) {
      parameters.add(
          new ParameterSpec(name + "/gain", ParameterSpec.Role.GAIN, List.of(units)),
          new ParameterSpec(name + "/bias", ParameterSpec.Role.BIAS, List.of(units)));
    }
    if (spectralNorm) {
      parameters.add(new ParameterSpec(name + "/bias", ParameterSpec.Role.BIAS, List.of(maps)));
    }
    return parameters.build();
  }

  /**
   * Returns the number of inputs of the linear map.
   *
   * @return the number of input feature maps or values, with those of the label
   */
  public int inputs() {
    return inputMaps + classes;
  }

  /**
   * Returns the number of units that batch normalization normalizes separately.
   *
   * @return the number of feature maps; after the projection, the number of all units
   */
  public int normalizedUnits() {
    return kind == Kind.PROJECTION ? side * side * maps : maps;
  }
}

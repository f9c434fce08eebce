package org.dcgan.tensorflow.export;

import java.util.ArrayList;
import java.util.List;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.network.BatchStatistics;
import org.dcgan.tensorflow.network.SpectralNorm;
import org.jspecify.annotations.Nullable;

/**
 * An array that the networks need for inference, with a description of its layout.
 *
 * @param name the variable's name
 * @param shape its dimensions
 * @param layout its axes and its use, for programs that read exported files
 */
public record NetworkArray(String name, List<Integer> shape, String layout) {

  /** All arrays of both networks, those of G first. */
  public static List<NetworkArray> of(Architecture architecture) {
    List<NetworkArray> arrays = new ArrayList<>();
    add(architecture.generatorLayers(), arrays);
    add(architecture.discriminatorLayers(), arrays);
    return arrays;
  }

  private static void add(List<LayerSpec> network, List<NetworkArray> arrays) {
    LayerSpec before = null;
    for (LayerSpec layer : network) {
      add(layer, before, arrays);
      before = layer;
    }
  }

  private static void add(LayerSpec layer, @Nullable LayerSpec before, List<NetworkArray> arrays) {
    for (ParameterSpec parameter : layer.parameters()) {
      arrays.add(
          new NetworkArray(
              parameter.name(), parameter.shape(), layout(layer, before, parameter.role())));
    }
    if (layer.spectralNorm()) {
      arrays.add(
          new NetworkArray(
              SpectralNorm.vectorName(layer.name()),
              List.of(layer.maps()),
              "[maps]: u of spectral normalization; with the weights as a matrix W of one column per"
                  + " map, they are divided by |W' v|, where v = W u / |W u|"));
    }
    if (layer.batchNorm()) {
      List<Integer> units = List.of(layer.normalizedUnits());
      arrays.add(
          new NetworkArray(
              BatchStatistics.meanName(layer.name()),
              units,
              "[units]: population mean that batch normalization subtracts"));
      arrays.add(
          new NetworkArray(
              BatchStatistics.varianceName(layer.name()),
              units,
              "[units]: biased population variance; batch normalization divides by"
                  + " sqrt(variance + batchNormEpsilon)"));
    }
  }

  private static String layout(
      LayerSpec layer, @Nullable LayerSpec before, ParameterSpec.Role role) {
    return role == ParameterSpec.Role.WEIGHT && layer.classes() > 0
        ? layoutWithoutLabel(layer, before, role)
            + "; the label's "
            + layer.classes()
            + " values are joined to the input after its own, as constant maps in a convolution"
        : layoutWithoutLabel(layer, before, role);
  }

  /** What a layer of units multiplies: only the first one of G has latents before it. */
  private static String input(@Nullable LayerSpec before) {
    if (before == null) {
      return "[latent, units]: latents times this";
    }
    return before.kind() == LayerSpec.Kind.FULLY_CONNECTED
        ? "[inputs, units]: the units of the layer before it times this"
        : "[inputs, units]: the flattened maps of the layer before it times this; they are row,"
            + " column, map, map innermost";
  }

  private static String layoutWithoutLabel(
      LayerSpec layer, @Nullable LayerSpec before, ParameterSpec.Role role) {
    return switch (role) {
      case GAIN -> "[units]: batch normalization's scale";
      case BIAS ->
          layer.batchNorm()
              ? "[units]: batch normalization's shift"
              : "[maps]: added to the outputs before the activation";
      case WEIGHT ->
          switch (layer.kind()) {
            case PROJECTION -> input(before) + "; units are row, column, map, map innermost";
            case FULLY_CONNECTED -> input(before);
            case CONVOLUTION ->
                "[rows, columns, maps in, maps out]: correlated with the NHWC input (not flipped),"
                    + " padded with kernel / 2 zeros on every side";
            case FRACTIONALLY_STRIDED_CONVOLUTION ->
                "[rows, columns, maps out, maps in]: the transpose of a convolution with this"
                    + " kernel (Conv2DBackpropInput), padded with kernel / 2 zeros on every side";
            case SCORE -> input(before);
          };
    };
  }
}

package org.dcgan.tensorflow.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.network.BatchStatistics;
import org.dcgan.tensorflow.network.SpectralNorm;
import org.dcgan.tensorflow.training.AdamMoments;
import org.dcgan.tensorflow.training.AveragedNetworks;
import org.dcgan.tensorflow.training.AveragedWeights;

/**
 * The arrays that a saved model consists of, as its architecture implies them: trained parameters,
 * population statistics, Adam's moments and, for each network whose weights are averaged, their
 * moving average. A manifest is compared with them before a model is built or arrays are read.
 */
public final class ModelArrays {

  /** The names of the files of all arrays, of any architecture. */
  static final Pattern FILES =
      Pattern.compile(
          "(?:generator|discriminator)"
              + "\\.(?:projection|score|hidden\\d{1,9}|convolution\\d{1,9})"
              + "\\.(?:weights|gain|bias|population-mean|population-variance|spectral-vector)"
              + "(?:\\.(?:adam-m|adam-v|ema))?\\.npy");

  private ModelArrays() {}

  /** The name of an array's file. */
  static String file(String name) {
    return name.replace('/', '.') + ".npy";
  }

  /**
   * The arrays' shapes by name.
   *
   * @param architecture both networks
   * @param averaged the networks with a moving average of their weights
   * @return the shapes, in the order of the layers
   */
  public static Map<String, List<Integer>> of(
      Architecture architecture, AveragedNetworks averaged) {
    Map<String, List<Integer>> arrays = new LinkedHashMap<>();
    Stream.concat(
            architecture.generatorLayers().stream(), architecture.discriminatorLayers().stream())
        .forEach(
            layer -> {
              addNetwork(arrays, layer, false);
              for (ParameterSpec parameter : layer.parameters()) {
                arrays.put(AdamMoments.firstName(parameter), parameter.shape());
                arrays.put(AdamMoments.secondName(parameter), parameter.shape());
              }
            });
    averaged.layers(architecture).forEach(layer -> addNetwork(arrays, layer, true));
    return arrays;
  }

  private static void addNetwork(
      Map<String, List<Integer>> arrays, LayerSpec layer, boolean average) {
    for (ParameterSpec parameter : layer.parameters()) {
      arrays.put(name(parameter.name(), average), parameter.shape());
    }
    if (layer.spectralNorm()) {
      arrays.put(name(SpectralNorm.vectorName(layer.name()), average), List.of(layer.maps()));
    }
    if (layer.batchNorm()) {
      List<Integer> units = List.of(layer.normalizedUnits());
      arrays.put(name(BatchStatistics.meanName(layer.name()), average), units);
      arrays.put(name(BatchStatistics.varianceName(layer.name()), average), units);
    }
  }

  private static String name(String variable, boolean average) {
    return average ? AveragedWeights.nameOf(variable) : variable;
  }
}

package org.dcgan.tensorflow.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ImageActivation;
import org.dcgan.architecture.LayerSpec;

/** Both networks as the paper defines them, by plain loops in double precision. */
public final class PlainNetworks {
  private final Architecture architecture;
  private final Map<String, double[]> parameters;
  private final double[] labels;

  /** Parameters by name; with those of the population where they are asked for. */
  public PlainNetworks(Architecture architecture, Map<String, double[]> parameters) {
    this(architecture, parameters, new double[0]);
  }

  /** Conditional networks, with the labels of the images: [count, classes]. */
  public PlainNetworks(
      Architecture architecture, Map<String, double[]> parameters, double[] labels) {
    this.architecture = architecture;
    this.parameters = parameters;
    this.labels = labels;
  }

  private Maps joined(LayerSpec layer, Maps maps) {
    return layer.classes() == 0 ? maps : maps.joined(labels, layer.classes());
  }

  /** What a batch normalization saw: the batch's mean and biased variance. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Seen(String layer, double[] mean, double[] variance) {}

  public record Generated(Maps images, List<Seen> seen) {}

  @SuppressWarnings("ArrayRecordComponent")
  public record DiscriminatorResult(double[] logits, List<Maps> featureMaps, List<Seen> seen) {}

  public Generated generate(double[] latents, boolean population) {
    return generate(latents, population, Map.of(), new ArrayList<>());
  }

  /** With the population's statistics, some feature maps set to 0. */
  public Maps generateWithout(double[] latents, Map<String, Set<Integer>> removed) {
    return generate(latents, true, removed, new ArrayList<>()).images();
  }

  /** What comes out of each layer but the last, with the population's statistics. */
  public List<Maps> generatorMaps(double[] latents, Map<String, Set<Integer>> removed) {
    List<Maps> layers = new ArrayList<>();
    generate(latents, true, removed, layers);
    return layers.subList(0, layers.size() - 1);
  }

  private Generated generate(
      double[] latents, boolean population, Map<String, Set<Integer>> removed, List<Maps> layers) {
    int count = latents.length / architecture.latentDim();
    List<Seen> seen = new ArrayList<>();
    Maps maps = new Maps(count, 1, architecture.latentDim(), latents);
    for (LayerSpec layer : architecture.generatorLayers()) {
      double[] weights = parameters.get(layer.name() + "/weights");
      maps = joined(layer, maps);
      if (layer.kind() == LayerSpec.Kind.PROJECTION
          || layer.kind() == LayerSpec.Kind.FULLY_CONNECTED) {
        int units = layer.normalizedUnits();
        double[] projected = maps.times(weights, units);
        Maps rectified =
            normalized(layer, new Maps(count, 1, units, projected), population, seen).rectified(0);
        maps = new Maps(count, layer.side(), layer.maps(), rectified.values());
      } else {
        Maps wide =
            maps.transposeConvolved(
                weights, layer.convolution().kernel(), layer.convolution().stride(), layer.maps());
        maps =
            layer.batchNorm()
                ? normalized(layer, wide, population, seen).rectified(0)
                : wide.mapped(
                    x ->
                        layer.activation() == LayerSpec.Activation.SIGMOID
                            ? 2 / (1 + Math.exp(-x)) - 1
                            : Math.tanh(x));
      }
      Set<Integer> out = removed.getOrDefault(layer.name(), Set.of());
      for (int i = 0; i < maps.values().length; i++) {
        if (out.contains(i % maps.maps())) {
          maps.values()[i] = 0;
        }
      }
      layers.add(maps);
    }
    return new Generated(maps, seen);
  }

  public DiscriminatorResult discriminate(Maps images, boolean population) {
    List<Seen> seen = new ArrayList<>();
    List<Maps> featureMaps = new ArrayList<>();
    Maps maps =
        architecture.imageActivation() == ImageActivation.SIGMOID
            ? images.mapped(x -> (x + 1) / 2)
            : images;
    for (LayerSpec layer : architecture.discriminatorLayers()) {
      double[] weights = parameters.get(layer.name() + "/weights");
      if (layer.kind() == LayerSpec.Kind.SCORE) {
        Maps rows = joined(layer, maps.flattened());
        return new DiscriminatorResult(rows.times(weights, 1), featureMaps, seen);
      }
      if (layer.kind() == LayerSpec.Kind.FULLY_CONNECTED) {
        double[] products = joined(layer, maps.flattened()).times(weights, layer.maps());
        maps =
            normalized(layer, new Maps(images.count(), 1, layer.maps(), products), population, seen)
                .rectified(architecture.leakySlope());
        continue;
      }
      maps = joined(layer, maps);
      Maps convolved =
          maps.convolved(
              weights, layer.convolution().kernel(), layer.convolution().stride(), layer.maps());
      Maps before = layer.batchNorm() ? normalized(layer, convolved, population, seen) : convolved;
      maps = before.rectified(architecture.leakySlope());
      featureMaps.add(maps);
    }
    throw new IllegalStateException("no score at the end");
  }

  private Maps normalized(LayerSpec layer, Maps maps, boolean population, List<Seen> seen) {
    double[] mean = population ? parameters.get(layer.name() + "/population-mean") : maps.means();
    double[] variance =
        population ? parameters.get(layer.name() + "/population-variance") : maps.variances();
    if (!population) {
      seen.add(new Seen(layer.name(), mean, variance));
    }
    double[] ones = new double[mean.length];
    Arrays.fill(ones, 1);
    return maps.normalized(
        mean,
        variance,
        architecture.batchNormEpsilon(),
        layer.gainAndBias() ? parameters.get(layer.name() + "/gain") : ones,
        layer.gainAndBias() ? parameters.get(layer.name() + "/bias") : new double[mean.length]);
  }

  /** The mean over images of -log sigmoid(logit), or of -log(1 - sigmoid(logit)). */
  public static double crossEntropy(double[] logits, boolean real) {
    double sum = 0;
    for (double logit : logits) {
      sum += Math.log1p(Math.exp(real ? -logit : logit));
    }
    return sum / logits.length;
  }

  public double discriminatorLoss(Maps real, double[] latents) {
    return crossEntropy(discriminate(real, false).logits(), true)
        + crossEntropy(discriminate(generate(latents, false).images(), false).logits(), false);
  }

  public double generatorLoss(double[] latents) {
    return crossEntropy(discriminate(generate(latents, false).images(), false).logits(), true);
  }
}

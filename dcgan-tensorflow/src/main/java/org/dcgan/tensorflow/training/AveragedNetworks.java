package org.dcgan.tensorflow.training;

import java.util.ArrayList;
import java.util.List;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.training.TrainingPlan;

/**
 * Which networks have a moving average of their weights.
 *
 * @param generator whether G has
 * @param discriminator whether D has
 */
public record AveragedNetworks(boolean generator, boolean discriminator) {
  /** None of them. */
  public static final AveragedNetworks NONE = new AveragedNetworks(false, false);

  /**
   * Those that a plan averages.
   *
   * @param plan a plan
   * @return the networks whose decay is above 0
   */
  public static AveragedNetworks of(TrainingPlan plan) {
    return new AveragedNetworks(plan.generatorEmaDecay() > 0, plan.discriminatorEmaDecay() > 0);
  }

  /**
   * Those of which a model has an average.
   *
   * @param counters the model's counters
   * @return the networks whose averages include an update
   */
  public static AveragedNetworks of(Counters counters) {
    return new AveragedNetworks(
        counters.generatorAverages() > 0, counters.discriminatorAverages() > 0);
  }

  /**
   * These networks without others.
   *
   * @param others the networks to leave out
   * @return the rest
   */
  public AveragedNetworks without(AveragedNetworks others) {
    return new AveragedNetworks(
        generator && !others.generator, discriminator && !others.discriminator);
  }

  /**
   * The layers of these networks.
   *
   * @param architecture both networks
   * @return G's layers before D's
   */
  public List<LayerSpec> layers(Architecture architecture) {
    List<LayerSpec> layers = new ArrayList<>();
    if (generator) {
      layers.addAll(architecture.generatorLayers());
    }
    if (discriminator) {
      layers.addAll(architecture.discriminatorLayers());
    }
    return layers;
  }
}

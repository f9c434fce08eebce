package org.dcgan.feature;

import org.apiguardian.api.API;

/**
 * The discriminator weights that features are computed with. A model that was trained with {@link
 * org.dcgan.training.TrainingPlan.Builder#discriminatorEmaDecay} has two sets: the weights after
 * the last training step, and their exponential moving average.
 *
 * <p>With population statistics, the average needs statistics of its own. They are computed from
 * images, so they are gathered by {@link org.dcgan.Dcgan#gatherStatistics} only, together with
 * those of the trained weights, and are valid until the next training step. A discriminator without
 * batch normalization needs none.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum DiscriminatorWeights {
  /**
   * The averaged weights if the model has them together with the statistics that the features need,
   * otherwise the trained weights. The default. {@link FeatureExtractor#description()} says which.
   */
  AUTO,
  /** The weights after the last training step. */
  TRAINED,
  /**
   * The moving average. Extracting features from a model without one, or without the statistics
   * that the features need, throws {@link IllegalStateException}.
   */
  AVERAGED
}

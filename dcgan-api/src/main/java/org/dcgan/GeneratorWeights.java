package org.dcgan;

import org.apiguardian.api.API;

/**
 * The generator weights that images are generated with. A model that was trained with {@link
 * org.dcgan.training.TrainingPlan.Builder#generatorEmaDecay} has two sets: the weights after the
 * last training step, and their exponential moving average.
 */
@API(status = API.Status.STABLE, since = "0.1")
public enum GeneratorWeights {
  /** The averaged weights if the model has them, otherwise the trained weights. The default. */
  AUTO,
  /** The weights after the last training step. */
  TRAINED,
  /** The moving average. Sampling from a model without one throws {@link IllegalStateException}. */
  AVERAGED
}

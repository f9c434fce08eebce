package org.dcgan;

/**
 * With which weights G draws. A model that was trained with {@link
 * org.dcgan.training.TrainingPlan.Builder#generatorEmaDecay} has two sets: those that the last step
 * left, and their moving average.
 */
public enum GeneratorWeights {
  /** The averaged ones where the model has them, else the trained ones. The default. */
  AUTO,
  /** Those that the last step left. */
  TRAINED,
  /** Their moving average; a model without one refuses. */
  AVERAGED
}

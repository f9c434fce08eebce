package org.dcgan.tensorflow.training;

import org.dcgan.training.TrainingPlan;

/**
 * The length of a run, and the settings of its steps.
 *
 * @param plan the plan of the run
 * @param runStart the model's step when the run began
 * @param stepsPerEpoch batches of an epoch
 */
record RunSchedule(TrainingPlan plan, long runStart, long stepsPerEpoch) {

  /** The number of steps of the run. Steps are counted from 1. */
  long totalSteps() {
    return stepsPerEpoch * plan.epochs();
  }

  /** The model's step when the run ends. */
  long end() {
    return runStart + totalSteps();
  }

  /** The epoch of a step, counted from 1. */
  int epochOf(long i) {
    return (int) ((i - 1) / stepsPerEpoch) + 1;
  }

  boolean endsEpoch(long i) {
    return i % stepsPerEpoch == 0;
  }

  StepSettings settings(long i, long seed) {
    return new StepSettings(rateFactor(i), plan.instanceNoise().at(i - 1, stepsPerEpoch), seed);
  }

  /** 1, decreasing linearly toward 0 over the last {@link TrainingPlan#decayEpochs} epochs. */
  private double rateFactor(long i) {
    long decaySteps = stepsPerEpoch * plan.decayEpochs();
    long left = totalSteps() - (i - 1);
    return left > decaySteps ? 1 : left / (double) (decaySteps + 1);
  }
}

package org.dcgan.tensorflow.training;

import org.dcgan.training.TrainingPlan;

/**
 * How long a run is, and what a step's place in it decides.
 *
 * @param plan of the run
 * @param runStart the model's step when it began
 * @param stepsPerEpoch batches in an epoch
 */
record RunSchedule(TrainingPlan plan, long runStart, long stepsPerEpoch) {

  /** Steps of the run, which are counted from 1. */
  long totalSteps() {
    return stepsPerEpoch * plan.epochs();
  }

  /** The model's step when the run ends. */
  long end() {
    return runStart + totalSteps();
  }

  /** Counted from 1. */
  int epochOf(long i) {
    return (int) ((i - 1) / stepsPerEpoch) + 1;
  }

  boolean endsEpoch(long i) {
    return i % stepsPerEpoch == 0;
  }

  StepSettings settings(long i, long seed) {
    return new StepSettings(rateFactor(i), plan.instanceNoise().at(i - 1, stepsPerEpoch), seed);
  }

  /** 1, and over the last {@link TrainingPlan#decayEpochs} epochs a straight line toward 0. */
  private double rateFactor(long i) {
    long decaySteps = stepsPerEpoch * plan.decayEpochs();
    long left = totalSteps() - (i - 1);
    return left > decaySteps ? 1 : left / (double) (decaySteps + 1);
  }
}

package org.dcgan.tensorflow.training;

import org.dcgan.training.TrainingBudget;
import org.dcgan.training.TrainingPlan;

/**
 * The length of a run, and the settings of its steps.
 *
 * @param plan the plan of the run
 * @param runStart the model's step when the run began
 * @param stepsPerEpoch batches of an epoch
 * @param most the number of steps of the run after which a counter may reach {@link Counters#MOST}
 */
record RunSchedule(TrainingPlan plan, long runStart, long stepsPerEpoch, long most) {

  /**
   * The number of steps of the run, counted from 1; {@link #most} if its length is a duration,
   * which no run reaches.
   */
  long totalSteps() {
    if (plan.steps() > 0) {
      return plan.steps();
    }
    return isTimed() ? most : stepsPerEpoch * plan.epochs();
  }

  /** Whether the length of the run is a duration. */
  private boolean isTimed() {
    return plan.budget() instanceof TrainingBudget.Time;
  }

  /** The model's step when the run ends; a number beyond reach if its length is a duration. */
  long end() {
    return runStart + totalSteps();
  }

  /** The model's step when the run ends, or 0 if its length is a duration. */
  long knownEnd() {
    return isTimed() ? 0 : end();
  }

  /** The epoch of a step, counted from 1. */
  int epochOf(long i) {
    return (int) Math.min(Integer.MAX_VALUE, (i - 1) / stepsPerEpoch + 1);
  }

  boolean endsEpoch(long i) {
    return i % stepsPerEpoch == 0;
  }

  StepSettings settings(long i, long seed) {
    return new StepSettings(rateFactor(i), plan.instanceNoise().at(i - 1, stepsPerEpoch), seed);
  }

  /** 1, decreasing linearly toward 0 over the last steps or epochs, as the plan says. */
  private double rateFactor(long i) {
    long decaySteps = plan.decaySteps() + stepsPerEpoch * plan.decayEpochs();
    long left = totalSteps() - (i - 1);
    return left > decaySteps ? 1 : left / (double) (decaySteps + 1);
  }
}

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
 * @param fixedSteps the number of steps that the duration of the run has become; 0 if it has not,
 *     or if the length is no duration
 */
record RunSchedule(
    TrainingPlan plan, long runStart, long stepsPerEpoch, long most, long fixedSteps) {

  /** The part of a duration that is measured, however large the share of the decay. */
  private static final double LEAST_MEASURED = 0.05;

  /**
   * The number of steps of the run, counted from 1; {@link #most}, which no run reaches, if only
   * the clock ends it.
   */
  long totalSteps() {
    if (plan.steps() > 0) {
      return plan.steps();
    } else if (!isTimed()) {
      return stepsPerEpoch * plan.epochs();
    }
    return fixedSteps > 0 ? fixedSteps : most;
  }

  /** Whether the length that the plan gives is a duration. */
  boolean isTimed() {
    return plan.budget() instanceof TrainingBudget.Time;
  }

  /** Whether the number of steps is known: the length is no duration, or has been fixed. */
  boolean isKnown() {
    return !isTimed() || fixedSteps > 0;
  }

  /**
   * Whether the duration will become a number of steps, for which a step must have been made.
   *
   * @param made the number of steps that the run has made
   */
  boolean willBeFixed(long made) {
    return !isKnown() && plan.decay() > 0 && made > 0;
  }

  /**
   * Whether it is time for the duration to become a number of steps.
   *
   * @param used the part of the duration that is used up, from 0
   */
  boolean isFixedAt(double used) {
    return used >= Math.max(1 - plan.decay(), LEAST_MEASURED);
  }

  /**
   * The number of steps that the run makes in its whole duration at its speed so far.
   *
   * @param made the number of steps that the run has made, at least 1 and below {@link #most}
   * @param undone the number of further steps that roll-backs have undone; they took time, too
   * @param used the part of the duration that is used up, above 0
   * @return more than {@code made}, at most {@link #most}
   */
  long stepsInTime(long made, long undone, double used) {
    long all = made + undone;
    long left = Math.max(1, Math.round(all / used) - all);
    return made + Math.min(most - made, left);
  }

  /** The schedule after the duration has become a number of steps. */
  RunSchedule withFixedSteps(long steps) {
    return new RunSchedule(plan, runStart, stepsPerEpoch, most, steps);
  }

  /** The model's step when the run ends; a number beyond reach if only the clock ends it. */
  long end() {
    return runStart + totalSteps();
  }

  /** The model's step when the run ends, or 0 if the length that the plan gives is a duration. */
  long plannedEnd() {
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

  /** 1, decreasing linearly toward 0 over the last steps, as the plan says. */
  private double rateFactor(long i) {
    if (!isKnown()) {
      return 1;
    }
    long decaySteps = decaySteps();
    long left = totalSteps() - (i - 1);
    return left > decaySteps ? 1 : left / (double) (decaySteps + 1);
  }

  private long decaySteps() {
    return plan.decay() > 0
        ? Math.round(plan.decay() * totalSteps())
        : plan.decaySteps() + stepsPerEpoch * plan.decayEpochs();
  }
}

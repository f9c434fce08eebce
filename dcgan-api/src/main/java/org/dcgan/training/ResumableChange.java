package org.dcgan.training;

/**
 * What may be another in the plan that resumes a run, if {@link TrainingPlan.Builder#allowOnResume}
 * says so.
 */
public enum ResumableChange {
  /** The number of epochs, and of those in which the learning rate decays. */
  EPOCHS,
  /** When checkpoints are written and which are kept. */
  CHECKPOINT_POLICY,
  /** The number of samples an epoch. */
  SAMPLES_PER_EPOCH,
  /** What the run is watched for, and what is done about it. */
  SENTINEL
}

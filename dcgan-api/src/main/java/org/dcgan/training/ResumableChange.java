package org.dcgan.training;

import org.apiguardian.api.API;

/**
 * A setting that is allowed to differ between the plan that resumes a run and the plan that started
 * it, see {@link TrainingPlan.Builder#allowOnResume}.
 */
@API(status = API.Status.STABLE, since = "0.1")
public enum ResumableChange {
  /**
   * The {@linkplain TrainingPlan#budget length} of the training, in whatever unit, and the epochs,
   * steps or share in which the learning rate decays.
   */
  EPOCHS,
  /** The {@link CheckpointPolicy} except its directory. */
  CHECKPOINT_POLICY,
  /** The number of images that are sampled after each epoch. */
  SAMPLES_PER_EPOCH,
  /** The {@link SentinelPolicy}. */
  SENTINEL,
  /**
   * The {@link InstanceNoise}, for example to continue a short run, for which {@link
   * TrainingPlan#recommended} has none, as a long one with noise. The weights are then not those of
   * an uninterrupted run.
   */
  INSTANCE_NOISE,
  /**
   * The {@link org.dcgan.Cluster}: the number of workers, the scope of batch normalization and the
   * number format of exchanged gradients. The weights are then not those of an uninterrupted run.
   */
  WORKERS
}

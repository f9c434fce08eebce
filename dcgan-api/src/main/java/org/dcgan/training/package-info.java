/**
 * Training: plans, options, listeners, checkpoints and monitoring.
 *
 * <p>Central type: {@link org.dcgan.training.TrainingPlan}. Reading order: {@code TrainingPlan},
 * {@link org.dcgan.training.UpdateSchedule}, {@link org.dcgan.training.AdamOptions}, {@link
 * org.dcgan.training.DiscriminatorLabels}, {@link org.dcgan.training.InstanceNoise}, {@link
 * org.dcgan.training.TrainingListener}, {@link org.dcgan.training.TrainingEvent}, {@link
 * org.dcgan.training.SentinelPolicy}, {@link org.dcgan.training.TrainingSummary}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.training;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

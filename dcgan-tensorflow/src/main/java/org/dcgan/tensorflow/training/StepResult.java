package org.dcgan.tensorflow.training;

import org.dcgan.training.GradientNorms;
import org.dcgan.training.Losses;

/**
 * The result of one training step.
 *
 * @param counters the model's counters after the step
 * @param losses the losses before the updates
 * @param gradients the lengths of the gradients of the networks that were updated
 * @param updatedDiscriminator whether D was updated; if not, the loss on real images is that of an
 *     earlier step
 * @param signals the events at all workers
 */
record StepResult(
    Counters counters,
    Losses losses,
    GradientNorms gradients,
    boolean updatedDiscriminator,
    Signals signals) {}

package org.dcgan.tensorflow.training;

/**
 * What a step's place in its run decides.
 *
 * @param rateFactor what both learning rates are multiplied by
 * @param noise the standard deviation of the noise on D's images
 * @param seed what noise and label flips are drawn from, together with the step
 */
record StepSettings(double rateFactor, double noise, long seed) {}

package org.dcgan.tensorflow.training;

/**
 * The settings that depend on a step's position in its run.
 *
 * @param rateFactor the factor of both learning rates
 * @param noise the standard deviation of the noise that is added to D's input images
 * @param seed the random seed of noise and label flips, used together with the step
 */
record StepSettings(double rateFactor, double noise, long seed) {}

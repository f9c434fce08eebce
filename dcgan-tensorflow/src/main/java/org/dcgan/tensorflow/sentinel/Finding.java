package org.dcgan.tensorflow.sentinel;

import org.dcgan.training.SentinelPolicy.Trouble;

/**
 * The beginning of a trouble.
 *
 * @param trouble the kind of trouble
 * @param since the first step that the trouble may have affected
 * @param measured the measured value; NaN for none
 * @param limit the limit of the policy; NaN for none
 * @param message a sentence for the log and the listener
 */
public record Finding(Trouble trouble, long since, double measured, double limit, String message) {}

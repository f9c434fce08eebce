package org.dcgan.tensorflow.sentinel;

import org.dcgan.training.SentinelPolicy.Trouble;

/**
 * A trouble that has begun.
 *
 * @param trouble which
 * @param since the first step that may be its work
 * @param measured what was measured
 * @param limit where the policy has its limit; NaN for none
 * @param message a sentence for people
 */
public record Finding(Trouble trouble, long since, double measured, double limit, String message) {}

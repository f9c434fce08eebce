package org.dcgan.inspect;

/**
 * How a gradient passes a LeakyReLU on its way back to the image. R is the gradient that comes from
 * above, f the unit's own activation. Guided backpropagation (Springenberg et al., 2014) was
 * defined for ReLU; the paper (section 6.2) applies it to LeakyReLU and does not say what becomes
 * of the leak.
 */
public enum GuidedRule {
  /**
   * R where R &gt; 0 and f &gt; 0, else 0: the rule for ReLU, as if there were no leak. The
   * default.
   */
  DROP_LEAK,
  /** R where R &gt; 0, times the slope where f is below 0: guided, the leak kept. */
  KEEP_LEAK,
  /** R, times the slope where f is below 0: the gradient itself. */
  PLAIN
}

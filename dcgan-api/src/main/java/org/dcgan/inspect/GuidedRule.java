package org.dcgan.inspect;

import org.apiguardian.api.API;

/**
 * The rule by which a gradient is propagated backward through LeakyReLU. R is the gradient with
 * respect to the output of the unit, f is the activation of the unit. Guided backpropagation
 * (Springenberg et al., 2014) is defined for ReLU; the paper (section 6.2) applies it to LeakyReLU
 * and does not specify the gradient for negative values.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum GuidedRule {
  /**
   * R if R &gt; 0 and f &gt; 0, otherwise 0: the rule for ReLU, which ignores the slope of
   * LeakyReLU. The default.
   */
  DROP_LEAK,
  /**
   * R if R &gt; 0, otherwise 0, multiplied by the slope of LeakyReLU if f &lt; 0: guided
   * backpropagation that keeps the slope.
   */
  KEEP_LEAK,
  /** R, multiplied by the slope of LeakyReLU if f &lt; 0: the ordinary gradient. */
  PLAIN
}

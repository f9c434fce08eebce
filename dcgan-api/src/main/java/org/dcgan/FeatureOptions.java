package org.dcgan;

/**
 * How the discriminator's features are computed.
 *
 * @param batchNorm what to normalise with
 * @param layout the order of a row
 */
public record FeatureOptions(BatchNormMode batchNorm, FeatureLayout layout) {
  /** Population statistics, HWC. */
  public static final FeatureOptions DEFAULT =
      new FeatureOptions(BatchNormMode.POPULATION, FeatureLayout.HWC);
}

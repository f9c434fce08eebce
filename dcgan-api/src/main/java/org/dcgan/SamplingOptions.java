package org.dcgan;

/**
 * How pictures are generated.
 *
 * @param batchNorm what to normalise with
 */
public record SamplingOptions(BatchNormMode batchNorm) {
  /** Population statistics: the same latent gives the same picture in any company. */
  public static final SamplingOptions DEFAULT = new SamplingOptions(BatchNormMode.POPULATION);
}

package org.dcgan;

/**
 * How pictures are generated.
 *
 * @param batchNorm what to normalise with
 * @param weights which of G's weights to draw with
 */
public record SamplingOptions(BatchNormMode batchNorm, GeneratorWeights weights) {
  /**
   * Population statistics: the same latent gives the same picture in any company. Averaged weights
   * where the model has them: whoever asked for an average in training wants to see it.
   */
  public static final SamplingOptions DEFAULT = new SamplingOptions(BatchNormMode.POPULATION);

  /**
   * With the weights of {@link GeneratorWeights#AUTO}.
   *
   * @param batchNorm what to normalise with
   */
  public SamplingOptions(BatchNormMode batchNorm) {
    this(batchNorm, GeneratorWeights.AUTO);
  }
}

package org.dcgan;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.inspect.RemovedMaps;

/**
 * How images are generated.
 *
 * @param batchNorm what to normalize with
 * @param weights which of G's weights to draw with
 * @param removed feature maps that are left out; none by default
 */
public record SamplingOptions(
    BatchNormMode batchNorm, GeneratorWeights weights, List<RemovedMaps> removed) {
  /**
   * Population statistics: the same latent gives the same image in any company. Averaged weights
   * where the model has them: whoever asked for an average in training wants to see it.
   */
  public static final SamplingOptions DEFAULT = new SamplingOptions(BatchNormMode.POPULATION);

  /** Keeps a copy of the list. */
  public SamplingOptions {
    requireNonNull(batchNorm, "batchNorm");
    requireNonNull(weights, "weights");
    requireNonNull(removed, "removed");

    removed = ImmutableList.copyOf(removed);
  }

  /**
   * All feature maps.
   *
   * @param batchNorm what to normalize with
   * @param weights which of G's weights to draw with
   */
  public SamplingOptions(BatchNormMode batchNorm, GeneratorWeights weights) {
    this(batchNorm, weights, List.of());
  }

  /**
   * All feature maps, with the weights of {@link GeneratorWeights#AUTO}.
   *
   * @param batchNorm what to normalize with
   */
  public SamplingOptions(BatchNormMode batchNorm) {
    this(batchNorm, GeneratorWeights.AUTO);
  }

  /**
   * The same without some feature maps (paper, section 6.3.1).
   *
   * @param maps what is left out, besides what is left out already
   * @return the changed options
   */
  public SamplingOptions without(RemovedMaps maps) {
    requireNonNull(maps, "maps");

    return new SamplingOptions(
        batchNorm, weights, ImmutableList.<RemovedMaps>builder().addAll(removed).add(maps).build());
  }
}

package org.dcgan;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * How pictures are generated.
 *
 * @param batchNorm what to normalise with
 * @param removed feature maps that are left out; none by default
 */
public record SamplingOptions(BatchNormMode batchNorm, List<RemovedMaps> removed) {
  /** Population statistics: the same latent gives the same picture in any company. */
  public static final SamplingOptions DEFAULT = new SamplingOptions(BatchNormMode.POPULATION);

  /** Keeps a copy of the list. */
  public SamplingOptions {
    removed = ImmutableList.copyOf(removed);
  }

  /**
   * All feature maps.
   *
   * @param batchNorm what to normalise with
   */
  public SamplingOptions(BatchNormMode batchNorm) {
    this(batchNorm, List.of());
  }

  /**
   * The same without some feature maps (paper, section 6.3.1).
   *
   * @param maps what is left out, besides what is left out already
   * @return the changed options
   */
  public SamplingOptions without(RemovedMaps maps) {
    return new SamplingOptions(
        batchNorm, ImmutableList.<RemovedMaps>builder().addAll(removed).add(maps).build());
  }
}

package org.dcgan;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.inspect.RemovedMaps;

/**
 * Options for generating images and generator activations.
 *
 * @param batchNorm the statistics that batch normalization uses
 * @param weights the generator weights to use
 * @param removed feature maps that are set to 0 (paper, section 6.3.1); none by default
 * @param truncation the largest absolute value of a coordinate of random latents, above 0;
 *     infinity, the default, for no truncation. It applies where latents are generated from a seed
 *     ({@link Dcgan#sample(int, long, SamplingOptions)}), not to given latents. Values of 0.5 to 1
 *     give more typical and less diverse images
 */
@API(status = API.Status.STABLE, since = "0.1")
public record SamplingOptions(
    BatchNormMode batchNorm,
    GeneratorWeights weights,
    List<RemovedMaps> removed,
    double truncation) {
  /**
   * Population statistics, so that an image depends on its latent only; averaged weights if the
   * model has them; all feature maps.
   */
  public static final SamplingOptions DEFAULT =
      new SamplingOptions(BatchNormMode.POPULATION, GeneratorWeights.AUTO, List.of());

  /** Copies the list. */
  public SamplingOptions {
    requireNonNull(batchNorm, "batchNorm");
    requireNonNull(weights, "weights");
    requireNonNull(removed, "removed");

    checkArgument(
        truncation > 0,
        "the truncation of latents must be above 0, got %s; use infinity for none",
        truncation);
    removed = ImmutableList.copyOf(removed);
  }

  /**
   * Creates options without truncation.
   *
   * @param batchNorm the statistics that batch normalization uses
   * @param weights the generator weights to use
   * @param removed feature maps that are set to 0
   */
  public SamplingOptions(
      BatchNormMode batchNorm, GeneratorWeights weights, List<RemovedMaps> removed) {
    this(batchNorm, weights, removed, Double.POSITIVE_INFINITY);
  }

  /**
   * Returns these options with additional feature maps removed (paper, section 6.3.1).
   *
   * @param maps the feature maps to set to 0 in addition to those already removed
   * @return the changed options
   */
  public SamplingOptions without(RemovedMaps maps) {
    requireNonNull(maps, "maps");

    return new SamplingOptions(
        batchNorm,
        weights,
        ImmutableList.<RemovedMaps>builder().addAll(removed).add(maps).build(),
        truncation);
  }

  /**
   * Returns a copy of these options with another value of {@code batchNorm}.
   *
   * @param batchNorm the statistics that batch normalization uses
   * @return the changed copy
   */
  public SamplingOptions withBatchNorm(BatchNormMode batchNorm) {
    return new SamplingOptions(batchNorm, weights, removed, truncation);
  }

  /**
   * Returns a copy of these options with another value of {@code weights}.
   *
   * @param weights the generator weights to use
   * @return the changed copy
   */
  public SamplingOptions withWeights(GeneratorWeights weights) {
    return new SamplingOptions(batchNorm, weights, removed, truncation);
  }

  /**
   * Returns a copy of these options with another value of {@code removed}.
   *
   * @param removed the feature maps to set to 0, instead of those removed before
   * @return the changed copy
   */
  public SamplingOptions withRemoved(List<RemovedMaps> removed) {
    return new SamplingOptions(batchNorm, weights, removed, truncation);
  }

  /**
   * Returns a copy of these options with another value of {@code truncation}.
   *
   * @param truncation the largest absolute value of a coordinate of random latents, above 0;
   *     infinity for no truncation
   * @return the changed copy
   */
  public SamplingOptions withTruncation(double truncation) {
    return new SamplingOptions(batchNorm, weights, removed, truncation);
  }
}

package org.dcgan.feature;

import static java.util.Objects.requireNonNull;

import org.apiguardian.api.API;
import org.dcgan.Dcgan;
import org.dcgan.architecture.BatchNormMode;

/**
 * Options for computing the features of the discriminator.
 *
 * @param batchNorm the statistics that batch normalization uses
 * @param layout the order of the values in a feature vector
 */
@API(status = API.Status.STABLE, since = "0.1")
public record FeatureOptions(BatchNormMode batchNorm, FeatureLayout layout) {
  /** Checks for null. */
  public FeatureOptions {
    requireNonNull(batchNorm, "batchNorm");
    requireNonNull(layout, "layout");
  }

  /** Population statistics and the layout HWC. */
  public static final FeatureOptions DEFAULT =
      new FeatureOptions(BatchNormMode.POPULATION, FeatureLayout.HWC);

  /**
   * The features of the authors' code (svhn/svhn_semisup_analysis.py:50-99): population statistics
   * and the layout CHW. The authors compute the statistics with {@link Dcgan#gatherStatistics} over
   * the training images in batches of 128.
   */
  public static final FeatureOptions AUTHORS =
      new FeatureOptions(BatchNormMode.POPULATION, FeatureLayout.CHW);

  /**
   * Returns a copy of these options with another value of {@code batchNorm}.
   *
   * @param batchNorm the statistics that batch normalization uses
   * @return the changed copy
   */
  public FeatureOptions withBatchNorm(BatchNormMode batchNorm) {
    return new FeatureOptions(batchNorm, layout);
  }

  /**
   * Returns a copy of these options with another value of {@code layout}.
   *
   * @param layout the order of the values in a feature vector
   * @return the changed copy
   */
  public FeatureOptions withLayout(FeatureLayout layout) {
    return new FeatureOptions(batchNorm, layout);
  }
}

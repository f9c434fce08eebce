package org.dcgan.feature;

import static java.util.Objects.requireNonNull;

import org.dcgan.Dcgan;
import org.dcgan.architecture.BatchNormMode;

/**
 * How the discriminator's features are computed.
 *
 * @param batchNorm what to normalize with
 * @param layout the order of a row
 */
public record FeatureOptions(BatchNormMode batchNorm, FeatureLayout layout) {
  /** Refuses null. */
  public FeatureOptions {
    requireNonNull(batchNorm, "batchNorm");
    requireNonNull(layout, "layout");
  }

  /** Population statistics, HWC. */
  public static final FeatureOptions DEFAULT =
      new FeatureOptions(BatchNormMode.POPULATION, FeatureLayout.HWC);

  /**
   * The authors' features (svhn/svhn_semisup_analysis.py:50-99), once {@link
   * Dcgan#gatherStatistics} has gone over the training pool in batches of 128: frozen statistics,
   * CHW.
   */
  public static final FeatureOptions AUTHORS =
      new FeatureOptions(BatchNormMode.POPULATION, FeatureLayout.CHW);
}

package org.dcgan.examples;

import org.dcgan.architecture.BatchNormMode;
import org.dcgan.feature.DiscriminatorWeights;
import org.dcgan.feature.FeatureLayout;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.feature.FeaturePooling;
import picocli.CommandLine.Option;

/** Command line options for how a discriminator's features are computed. */
final class DiscriminatorFeatureOptions {
  @Option(
      names = "--statistics",
      description =
          "number of training images from which batch normalization's population statistics are"
              + " computed again; 0 keeps the model's own statistics (default: ${DEFAULT-VALUE})")
  private int statistics = DiscriminatorFeatures.STATISTICS_IMAGES;

  @Option(
      names = "--batch-norm",
      description =
          "${COMPLETION-CANDIDATES}: with BATCH, each batch of 256 images is normalized by its own"
              + " statistics, as in training (default: ${DEFAULT-VALUE})")
  private BatchNormMode batchNorm = BatchNormMode.POPULATION;

  @Option(
      names = "--weights",
      description =
          "${COMPLETION-CANDIDATES}; AUTO uses the moving average of D's weights if the model has"
              + " one with population statistics, which --statistics computes (default:"
              + " ${DEFAULT-VALUE})")
  private DiscriminatorWeights weights = DiscriminatorWeights.AUTO;

  @Option(
      names = "--pooling",
      description =
          "how feature maps are reduced to 4x4 values: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE}, as in the paper)")
  private FeaturePooling pooling = FeaturePooling.MAX;

  @Option(
      names = "--last-layers",
      paramLabel = "N",
      description =
          "use the feature maps of the last N convolutions only (default: of all, as in the paper)")
  private int lastLayers = FeatureOptions.ALL_LAYERS;

  /** Returns the settings that the options name. */
  DiscriminatorFeatures settings() {
    return new DiscriminatorFeatures(
        statistics, new FeatureOptions(batchNorm, FeatureLayout.HWC, pooling, lastLayers, weights));
  }
}

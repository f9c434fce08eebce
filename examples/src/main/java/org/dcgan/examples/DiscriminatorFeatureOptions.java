package org.dcgan.examples;

import java.io.IOException;
import org.dcgan.Dcgan;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.features.UntrainedDiscriminator;
import org.dcgan.feature.DiscriminatorWeights;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.FeatureLayout;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.feature.FeaturePooling;
import picocli.CommandLine.Option;

/** Command line options for how a discriminator's features are computed. */
final class DiscriminatorFeatureOptions {
  /** The authors' batch size for statistics (svhn/svhn_semisup_analysis.py:67). */
  private static final int STATISTICS_BATCH_SIZE = 128;

  private static final int STATISTICS_IMAGES = 10_000;

  @Option(
      names = "--statistics",
      description =
          "number of training images from which batch normalization's population statistics are"
              + " computed again; 0 keeps the model's own statistics (default: ${DEFAULT-VALUE})")
  private int statistics = STATISTICS_IMAGES;

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

  /**
   * Returns the features of a model's discriminator, whose population statistics are computed again
   * from the training images if that is asked for. In a conditional model, both use {@link
   * MeanLabel}.
   */
  FeatureExtractor trained(Dcgan dcgan, Dataset training) throws IOException {
    Dcgan model = MeanLabel.of(dcgan);
    if (statistics > 0) {
      model.gatherStatistics(images(training), STATISTICS_BATCH_SIZE);
    }
    return model.discriminator().features(features());
  }

  /**
   * Returns the features of a discriminator of the same architecture, without the classes of a
   * conditional model, with random weights. Its population statistics come from the same images, or
   * from 10,000 where the model keeps its own.
   */
  UntrainedDiscriminator untrained(Dcgan dcgan, Dataset training) throws IOException {
    return UntrainedDiscriminator.like(
        dcgan.architecture(),
        Dcgan.DEFAULT_SEED,
        images(training),
        STATISTICS_BATCH_SIZE,
        features());
  }

  private Dataset images(Dataset training) {
    int count = statistics > 0 ? statistics : STATISTICS_IMAGES;
    return training.take(Math.min(training.size(), count));
  }

  private FeatureOptions features() {
    return new FeatureOptions(batchNorm, FeatureLayout.HWC, pooling, lastLayers, weights);
  }
}

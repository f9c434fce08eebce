package org.dcgan.examples;

import java.io.IOException;
import org.dcgan.Dcgan;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.features.UntrainedDiscriminator;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.FeatureOptions;

/**
 * How a discriminator's features are computed.
 *
 * @param statistics the number of training images from which batch normalization's population
 *     statistics are computed again; 0 keeps the model's own
 * @param options everything else
 */
record DiscriminatorFeatures(int statistics, FeatureOptions options) {
  /** The number of images that statistics are computed from where no option sets another one. */
  static final int STATISTICS_IMAGES = 10_000;

  /** The authors' batch size for statistics (svhn/svhn_semisup_analysis.py:67). */
  private static final int STATISTICS_BATCH_SIZE = 128;

  /** The features of the paper. */
  static final DiscriminatorFeatures DEFAULT =
      new DiscriminatorFeatures(STATISTICS_IMAGES, FeatureOptions.DEFAULT);

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
    return model.discriminator().features(options);
  }

  /**
   * Returns the features of a discriminator of the same architecture, without the classes of a
   * conditional model, with random weights. Its population statistics come from the same images, or
   * from 10,000 where the model keeps its own.
   */
  UntrainedDiscriminator untrained(Dcgan dcgan, Dataset training) throws IOException {
    return UntrainedDiscriminator.like(
        dcgan.architecture(), Dcgan.DEFAULT_SEED, images(training), STATISTICS_BATCH_SIZE, options);
  }

  private Dataset images(Dataset training) {
    int count = statistics > 0 ? statistics : STATISTICS_IMAGES;
    return training.take(Math.min(training.size(), count));
  }
}

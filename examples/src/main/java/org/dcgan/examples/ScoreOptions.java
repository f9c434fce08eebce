package org.dcgan.examples;

import java.io.IOException;
import org.dcgan.eval.metrics.FeatureComparison;
import org.dcgan.eval.metrics.FrechetDistance;
import org.dcgan.eval.metrics.KernelDistance;
import org.dcgan.eval.metrics.NearestDistance;
import org.dcgan.eval.metrics.UntrainedFeatures;
import org.dcgan.image.ImageSource;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.ModelScore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Command line options that say what the best checkpoint is chosen by. */
final class ScoreOptions {

  /** What makes one state of a model better than another. */
  enum BestBy {
    /** Nothing: only the newest checkpoints are kept. */
    NONE,
    /** Frechet distance over features of an untrained discriminator. */
    FRECHET,
    /** Kernel distance over the same features. */
    KERNEL,
    /** The authors' nearest-neighbor distance. */
    NND
  }

  @Option(
      names = "--best-by",
      description =
          "keep the best checkpoint by ${COMPLETION-CANDIDATES}: the distance of features of an"
              + " untrained discriminator, or the authors' nnd (default: ${DEFAULT-VALUE})")
  private BestBy bestBy = BestBy.NONE;

  @Option(
      names = "--score-images",
      description =
          "real and generated images that are compared with --best-by (default: ${DEFAULT-VALUE})")
  private int images = FeatureComparison.DEFAULT_COUNT;

  /**
   * A score and what it needs.
   *
   * @param score null for none
   * @param features what it owns; null for nothing
   */
  record Choice(@Nullable ModelScore score, @Nullable UntrainedFeatures features)
      implements AutoCloseable {

    /** A policy that keeps the best checkpoint, if there is a score. */
    CheckpointPolicy keepingBest(CheckpointPolicy.Builder policy) {
      return score == null ? policy.build() : policy.keepBestBy(score).build();
    }

    @Override
    public void close() {
      if (features != null) {
        features.close();
      }
    }
  }

  /**
   * Makes the score.
   *
   * @param real what generated images are compared with
   * @param seed which of both
   * @return the score, to be closed
   * @throws IOException if the images cannot be read
   */
  Choice open(ImageSource real, long seed) throws IOException {
    if (bestBy == BestBy.NONE) {
      return new Choice(null, null);
    } else if (bestBy == BestBy.NND) {
      return new Choice(NearestDistance.of(real, images, images, seed), null);
    }
    UntrainedFeatures features = UntrainedFeatures.of(real, images, seed);
    try {
      FeatureComparison comparison = FeatureComparison.of(features, real, images, seed);
      return new Choice(
          bestBy == BestBy.FRECHET
              ? FrechetDistance.over(comparison)
              : KernelDistance.over(comparison),
          features);
    } catch (IOException | RuntimeException e) {
      features.close();
      throw e;
    }
  }
}

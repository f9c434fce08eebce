package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.dcgan.eval.metrics.FeatureComparison;
import org.dcgan.eval.metrics.FrechetDistance;
import org.dcgan.eval.metrics.KernelDistance;
import org.dcgan.eval.metrics.NearestDistance;
import org.dcgan.eval.metrics.UntrainedFeatures;
import org.dcgan.image.ImageSource;
import org.dcgan.internal.CloseOnFailure;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.ModelScore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Command line options for the checkpoints that are kept. */
final class ScoreOptions {

  /** The longest time between checkpoints if they are not written after each epoch. */
  private static final Duration BETWEEN = Duration.ofMinutes(10);

  /** The score that checkpoints are compared by. */
  enum BestBy {
    /** No score: only the newest checkpoints are kept. */
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
          "score that the best checkpoint is kept by: ${COMPLETION-CANDIDATES}; FRECHET and KERNEL"
              + " compare features of an untrained discriminator, NND is the authors'"
              + " nearest-neighbor distance (default: ${DEFAULT-VALUE})")
  private BestBy bestBy = BestBy.NONE;

  @Option(
      names = "--score-images",
      description =
          "number of real and of generated images that --best-by compares (default:"
              + " ${DEFAULT-VALUE})")
  private int images = FeatureComparison.DEFAULT_COUNT;

  @Option(
      names = "--keep-every",
      paramLabel = "STEPS",
      description =
          "keep a checkpoint for ever after each STEPS steps, for example to compare stages of the"
              + " training with LearningCurve; others are written every ten minutes instead of every"
              + " epoch (default: only the newest are kept)")
  private long keepEvery;

  /**
   * A score with the feature extractor that it uses, and which checkpoints to keep besides.
   *
   * @param score the score, or null for none
   * @param features the extractor, which this owns, or null if the score needs none
   * @param keepEvery the steps between checkpoints that are never deleted, or 0
   */
  record Choice(@Nullable ModelScore score, @Nullable UntrainedFeatures features, long keepEvery)
      implements AutoCloseable {

    /** Returns the policy for a folder of checkpoints. */
    CheckpointPolicy policy(Path checkpoints) {
      CheckpointPolicy.Builder policy = CheckpointPolicy.builder(checkpoints);
      if (keepEvery != 0) {
        policy.everySteps(keepEvery).keepEverySteps(keepEvery).every(BETWEEN);
      }
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
   * Creates the score.
   *
   * @param real the real images that generated images are compared with
   * @param seed the random seed of the compared images
   * @return the score, to be closed by the caller
   * @throws IOException if the images cannot be read
   */
  Choice open(ImageSource real, long seed) throws IOException {
    if (bestBy == BestBy.NONE) {
      return new Choice(null, null, keepEvery);
    } else if (bestBy == BestBy.NND) {
      return new Choice(NearestDistance.of(real, images, images, seed), null, keepEvery);
    }
    return CloseOnFailure.of(
        UntrainedFeatures.of(real, images, seed),
        features -> {
          FeatureComparison comparison = FeatureComparison.of(features, real, images, seed);
          return new Choice(
              bestBy == BestBy.FRECHET
                  ? FrechetDistance.over(comparison)
                  : KernelDistance.over(comparison),
              features,
              keepEvery);
        });
  }
}

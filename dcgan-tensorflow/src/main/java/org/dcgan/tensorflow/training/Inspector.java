package org.dcgan.tensorflow.training;

import java.util.ArrayList;
import java.util.List;
import org.dcgan.GeneratorWeights;
import org.dcgan.SamplingOptions;
import org.dcgan.image.Images;
import org.dcgan.latent.Labels;
import org.dcgan.latent.Latents;
import org.dcgan.tensorflow.sentinel.Diversity;
import org.dcgan.tensorflow.sentinel.Finding;
import org.dcgan.tensorflow.sentinel.LastConvolutionInputs;
import org.dcgan.tensorflow.sentinel.Oscillation;
import org.dcgan.tensorflow.sentinel.Sentinel;
import org.dcgan.training.SentinelPolicy.Trouble;
import org.dcgan.training.TrainingPlan;
import org.jspecify.annotations.Nullable;

/**
 * Passes images and filters to a sentinel; the images are always generated from the same latents.
 */
final class Inspector {
  private static final long INSPECTION = 10;

  /** Images for the oscillation check: a few are enough to detect a nearly constant map. */
  private static final int OSCILLATION_IMAGES = 8;

  private final TrainableModel model;
  private final int batchSize;
  private final Latents latents;
  private final @Nullable Labels labels;

  /**
   * Creates an inspector.
   *
   * @param batchSize the images that this process reads for each step
   */
  Inspector(TrainableModel model, TrainingPlan plan, int batchSize) {
    this.model = model;
    this.batchSize = batchSize;
    this.latents =
        Latents.sample(
            model.architecture().latentDistribution(),
            Diversity.IMAGES,
            model.architecture().latentDim(),
            plan.seed(),
            INSPECTION);
    this.labels = SampleLabels.inTurn(model.architecture(), Diversity.IMAGES);
  }

  /**
   * Inspects generated images and the filters of the last convolution.
   *
   * @param sentinel evaluates them
   * @param ofRun the step of the run
   * @param pixels the batch of this step
   * @return the troubles found
   */
  List<Finding> inspect(Sentinel sentinel, long ofRun, byte[] pixels) {
    List<Finding> findings = new ArrayList<>();
    long now = model.counters().step();
    int images = Math.min(batchSize, Diversity.IMAGES);
    int size = model.architecture().image().size();
    if (images >= Diversity.FEWEST && sentinel.watches(Trouble.DIVERSITY_VANISHED)) {
      Images generated =
          model.generate(
              latents.slice(0, images),
              first(images),
              SamplingOptions.DEFAULT.withWeights(GeneratorWeights.TRAINED));
      findings.addAll(
          sentinel.ofDiversity(
              now,
              ofRun,
              Diversity.of(generated.data(), images, size),
              Diversity.of(pixels, images, size)));
    }
    if (sentinel.watches(Trouble.FILTERS_OSCILLATE)) {
      LastConvolutionInputs inputs =
          model.lastConvolutionInputs(
              latents.slice(0, OSCILLATION_IMAGES), first(OSCILLATION_IMAGES));
      findings.addAll(sentinel.ofFilters(now, inputs.layer().name(), Oscillation.of(inputs)));
    }
    return findings;
  }

  private @Nullable Labels first(int images) {
    return labels == null ? null : labels.slice(0, images);
  }
}

package org.dcgan.tensorflow.training;

import org.dcgan.tensorflow.sentinel.Diversity;
import org.dcgan.tensorflow.sentinel.Finding;
import org.dcgan.tensorflow.sentinel.LastConvolutionInputs;
import org.dcgan.tensorflow.sentinel.Oscillation;
import org.dcgan.tensorflow.sentinel.Sentinel;

import java.util.ArrayList;
import java.util.List;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.GeneratorWeights;
import org.dcgan.latent.Latents;
import org.dcgan.SamplingOptions;
import org.dcgan.image.Images;
import org.dcgan.training.SentinelPolicy.Trouble;
import org.dcgan.training.TrainingPlan;

/** Shows a sentinel what a model draws, always of the same latents. */
final class Inspector {
  private static final long INSPECTION = 10;

  /** A few suffice to tell a map that hardly changes from one that does. */
  private static final int OSCILLATION_PICTURES = 8;

  private final TrainableModel model;
  private final int minibatch;
  private final Latents latents;

  Inspector(TrainableModel model, TrainingPlan plan) {
    this.model = model;
    this.minibatch = plan.minibatch();
    this.latents =
        Latents.draw(
            model.architecture().latentDistribution(),
            Diversity.PICTURES,
            model.architecture().latentDim(),
            plan.seed(),
            INSPECTION);
  }

  /**
   * Looks at pictures and filters.
   *
   * @param sentinel who judges them
   * @param ofRun step of the run
   * @param pixels its minibatch
   */
  List<Finding> inspect(Sentinel sentinel, long ofRun, byte[] pixels) {
    List<Finding> findings = new ArrayList<>();
    long now = model.counters().step();
    int pictures = Math.min(minibatch, Diversity.PICTURES);
    int size = model.architecture().image().size();
    if (pictures >= Diversity.FEWEST && sentinel.watches(Trouble.DIVERSITY_VANISHED)) {
      Images generated =
          model.generate(
              latents.slice(0, pictures),
              new SamplingOptions(BatchNormMode.POPULATION, GeneratorWeights.TRAINED));
      findings.addAll(
          sentinel.ofDiversity(
              now,
              ofRun,
              Diversity.of(generated.data(), pictures, size),
              Diversity.of(pixels, pictures, size)));
    }
    if (sentinel.watches(Trouble.FILTERS_OSCILLATE)) {
      LastConvolutionInputs painting = model.painting(latents.slice(0, OSCILLATION_PICTURES));
      findings.addAll(sentinel.ofFilters(now, painting.layer().name(), Oscillation.of(painting)));
    }
    return findings;
  }
}

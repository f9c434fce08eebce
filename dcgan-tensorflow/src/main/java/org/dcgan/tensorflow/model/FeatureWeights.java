package org.dcgan.tensorflow.model;

import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.feature.DiscriminatorWeights;

/** Which of D's weights features are computed with. */
record FeatureWeights(Architecture architecture, TrainingState state) {

  /**
   * Whether features are computed with the moving average.
   *
   * @param wanted the requested weights
   * @param batchNorm the statistics that batch normalization uses
   * @return false for the trained weights
   * @throws IllegalStateException if the average is requested and cannot be used
   */
  boolean areAveraged(DiscriminatorWeights wanted, BatchNormMode batchNorm) {
    boolean available = state.counters().discriminatorAverages() > 0;
    boolean usable = available && (batchNorm == BatchNormMode.BATCH || hasStatistics());
    if (wanted == DiscriminatorWeights.AVERAGED && !usable) {
      throw new IllegalStateException(
          available
              ? "the moving average of D's weights has no population statistics for its current"
                  + " values: call gatherStatistics after the training, or use"
                  + " DiscriminatorWeights.AUTO, TRAINED or BatchNormMode.BATCH"
              : "this model has no moving average of D's weights: train it with a plan that sets"
                  + " discriminatorEmaDecay, or use DiscriminatorWeights.AUTO or TRAINED");
    }
    return usable && wanted != DiscriminatorWeights.TRAINED;
  }

  /** Whether the average has the population statistics that it needs. */
  private boolean hasStatistics() {
    return state.counters().discriminatorAverageStatistics() > 0
        || architecture.discriminatorLayers().stream().noneMatch(LayerSpec::batchNorm);
  }
}

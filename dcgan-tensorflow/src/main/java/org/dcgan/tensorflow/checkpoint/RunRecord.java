package org.dcgan.tensorflow.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dcgan.tensorflow.training.SentinelState;
import org.jspecify.annotations.Nullable;

/**
 * Of which run a model is a checkpoint.
 *
 * @param firstStep the model's step when the run began
 * @param configuration everything that decides the run's bits, by name
 * @param sentinel what the sentinel remembers, the number of the random stream included; null in
 *     checkpoints from before there was one
 */
public record RunRecord(
    long firstStep, Map<String, String> configuration, @Nullable SentinelState sentinel) {

  /** Copies the configuration, order kept. */
  public RunRecord {
    configuration = new LinkedHashMap<>(configuration);
  }

  /**
   * The same at a later moment.
   *
   * @param sentinel what the sentinel remembers now
   * @return changed record
   */
  public RunRecord with(SentinelState sentinel) {
    return new RunRecord(firstStep, configuration, sentinel);
  }
}

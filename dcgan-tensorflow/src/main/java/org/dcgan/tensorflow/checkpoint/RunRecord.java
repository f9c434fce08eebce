package org.dcgan.tensorflow.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Of which run a model is a checkpoint.
 *
 * @param firstStep the model's step when the run began
 * @param configuration everything that decides the run's bits, by name
 */
public record RunRecord(long firstStep, Map<String, String> configuration) {

  /** Copies the configuration, order kept. */
  public RunRecord {
    configuration = new LinkedHashMap<>(configuration);
  }
}

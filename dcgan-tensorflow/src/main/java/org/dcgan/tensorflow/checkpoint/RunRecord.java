package org.dcgan.tensorflow.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dcgan.internal.json.Scalar;
import org.dcgan.tensorflow.sentinel.SentinelState;

/**
 * The run of which a model is a checkpoint.
 *
 * @param firstStep the model's step when the run began
 * @param settings all settings that identify the run by name, defaults included
 * @param sentinel the state of the sentinel, including the number of the random stream
 */
public record RunRecord(long firstStep, Map<String, Scalar> settings, SentinelState sentinel) {

  /** Copies the settings in their order. */
  public RunRecord {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /**
   * The record with another state of the sentinel.
   *
   * @param sentinel the current state
   * @return a changed copy
   */
  public RunRecord with(SentinelState sentinel) {
    return new RunRecord(firstStep, settings, sentinel);
  }
}

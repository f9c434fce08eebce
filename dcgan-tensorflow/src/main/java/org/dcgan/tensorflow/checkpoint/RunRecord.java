package org.dcgan.tensorflow.checkpoint;

import java.time.Duration;
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
 * @param trained the training time that the run took up to this checkpoint
 * @param sentinel the state of the sentinel, including the number of the random stream
 */
public record RunRecord(
    long firstStep, Map<String, Scalar> settings, Duration trained, SentinelState sentinel) {

  /** Copies the settings in their order. */
  public RunRecord {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /**
   * The record with the current state of a run.
   *
   * @param now the training time so far
   * @param sentinel the state of the sentinel
   * @return a changed copy
   */
  public RunRecord with(Duration now, SentinelState sentinel) {
    return new RunRecord(firstStep, settings, now, sentinel);
  }
}

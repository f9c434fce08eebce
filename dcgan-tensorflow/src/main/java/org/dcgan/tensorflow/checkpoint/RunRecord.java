package org.dcgan.tensorflow.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dcgan.internal.json.Scalar;
import org.dcgan.tensorflow.sentinel.SentinelState;

/**
 * Of which run a model is a checkpoint.
 *
 * @param firstStep the model's step when the run began
 * @param settings everything that identifies the run, by name; every value, defaults included
 * @param sentinel what the sentinel remembers, the number of the random stream included
 */
public record RunRecord(long firstStep, Map<String, Scalar> settings, SentinelState sentinel) {

  /** Copies the settings, order kept. */
  public RunRecord {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /**
   * The same at a later moment.
   *
   * @param sentinel what the sentinel remembers now
   * @return changed record
   */
  public RunRecord with(SentinelState sentinel) {
    return new RunRecord(firstStep, settings, sentinel);
  }
}

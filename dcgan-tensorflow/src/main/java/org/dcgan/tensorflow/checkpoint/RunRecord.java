package org.dcgan.tensorflow.checkpoint;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dcgan.internal.json.JsonFields;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.internal.json.Scalar;
import org.dcgan.internal.json.StrictJson;
import org.dcgan.tensorflow.sentinel.SentinelState;
import org.jspecify.annotations.Nullable;

/**
 * The run of which a model is a checkpoint.
 *
 * @param firstStep the model's step when the run began
 * @param settings all settings that identify the run by name, defaults included
 * @param trained the training time that the run took up to this checkpoint
 * @param fixedSteps the number of steps that the duration of the run has become, because its
 *     learning rate decays; 0 if it has not, or if its length is no duration
 * @param sentinel the state of the sentinel, including the number of the random stream
 */
public record RunRecord(
    long firstStep,
    Map<String, Scalar> settings,
    Duration trained,
    long fixedSteps,
    SentinelState sentinel) {

  /** Copies the settings in their order. */
  public RunRecord {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /**
   * The record with the current state of a run.
   *
   * @param now the training time so far
   * @param steps the number of steps that the duration of the run has become; 0 if it has not
   * @param state the state of the sentinel
   * @return a changed copy
   */
  public RunRecord with(Duration now, long steps, SentinelState state) {
    return new RunRecord(firstStep, settings, now, steps, state);
  }

  /**
   * A record that another worker of a cluster has sent.
   *
   * @param run the record
   * @param resumedFrom the checkpoint that is continued, on the sender's file system; null for a
   *     new run
   */
  public record Sent(RunRecord run, @Nullable String resumedFrom) {}

  /**
   * Encodes the record for another worker of a cluster.
   *
   * @param resumedFrom the checkpoint that is continued; null for a new run
   * @return JSON
   */
  public String toJson(@Nullable String resumedFrom) {
    return new JsonMap()
        .put("run", RunRecordJson.encode(this))
        .put("resumedFrom", resumedFrom)
        .toText();
  }

  /**
   * Decodes the record of another worker of a cluster, which has the same version of the library.
   *
   * @param json the result of {@link #toJson}
   * @return the record
   */
  public static Sent parse(String json) {
    JsonFields fields = StrictJson.parse(json);
    return new Sent(
        RunRecordJson.decode(fields.object("run"), ModelManifestJson.VERSION),
        fields.nullableString("resumedFrom"));
  }
}

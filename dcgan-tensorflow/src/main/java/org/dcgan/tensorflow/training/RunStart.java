package org.dcgan.tensorflow.training;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.dcgan.tensorflow.sentinel.SentinelState;

/**
 * Where a run starts or continues.
 *
 * @param resumedFrom the checkpoint that is continued, or empty for a new run
 * @param firstStep the model's step when the run began
 * @param trained the training time of the run so far
 * @param fixedSteps the number of steps that the duration of the run has become; 0 if it has not
 * @param sentinel the state of the sentinel
 */
public record RunStart(
    Optional<Path> resumedFrom,
    long firstStep,
    Duration trained,
    long fixedSteps,
    SentinelState sentinel) {

  /**
   * The start of a new run.
   *
   * @param step the model's step
   * @return a start with a sentinel that has seen nothing
   */
  public static RunStart fresh(long step) {
    return new RunStart(Optional.empty(), step, Duration.ZERO, 0, SentinelState.FRESH);
  }
}

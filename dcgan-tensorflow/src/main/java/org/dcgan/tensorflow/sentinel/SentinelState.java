package org.dcgan.tensorflow.sentinel;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.dcgan.training.SentinelPolicy.Trouble;

/**
 * The state of a sentinel between steps. It is part of a checkpoint, so that a resumed run raises
 * the same alarms and is rolled back at the same steps as an uninterrupted run.
 *
 * @param rollBacks the number of roll-backs so far, which is also the number of the random stream
 * @param discriminatorLoss the geometric mean of D's loss over its last updates, in nats
 * @param generatorNorm the mean logarithm of the length of G's gradient over its last updates
 * @param discriminatorNorm the mean logarithm of the length of D's gradient over its last updates
 * @param ongoing troubles that were reported by an alarm and have not ended
 */
public record SentinelState(
    int rollBacks,
    RunningMean discriminatorLoss,
    RunningMean generatorNorm,
    RunningMean discriminatorNorm,
    List<Trouble> ongoing) {
  /** The state at the beginning of a run. */
  public static final SentinelState FRESH = afterRollBacks(0);

  /** Copies the list. */
  public SentinelState {
    ongoing = ImmutableList.copyOf(ongoing);
  }

  /** The state directly after the n-th roll-back, which discards all observations. */
  public static SentinelState afterRollBacks(int n) {
    return new SentinelState(n, RunningMean.EMPTY, RunningMean.EMPTY, RunningMean.EMPTY, List.of());
  }
}

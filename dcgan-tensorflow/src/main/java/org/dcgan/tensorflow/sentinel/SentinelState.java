package org.dcgan.tensorflow.sentinel;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.dcgan.training.SentinelPolicy.Trouble;

/**
 * What a sentinel remembers from step to step. It is part of a checkpoint, so that a run that is
 * resumed raises the same alarms, and is rolled back at the same steps, as one never interrupted.
 *
 * @param rollBacks how often the run was rolled back, which is also the number of its random stream
 * @param discriminatorLoss D's loss over its last updates
 * @param generatorNorm the logarithm of the length of G's gradient over its last updates
 * @param discriminatorNorm the same of D
 * @param ongoing troubles that an alarm was raised of and that are not over
 */
public record SentinelState(
    int rollBacks,
    RunningMean discriminatorLoss,
    RunningMean generatorNorm,
    RunningMean discriminatorNorm,
    List<Trouble> ongoing) {
  /** Of a run at its beginning. */
  public static final SentinelState FRESH = afterRollBacks(0);

  /** Copies. */
  public SentinelState {
    ongoing = ImmutableList.copyOf(ongoing);
  }

  /** Of a run that was just rolled back for the n-th time: nothing of what was seen is left. */
  public static SentinelState afterRollBacks(int n) {
    return new SentinelState(n, RunningMean.EMPTY, RunningMean.EMPTY, RunningMean.EMPTY, List.of());
  }
}

package org.dcgan.benchmarks;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.dcgan.benchmarks.StepWorker.Side;
import org.dcgan.training.UpdateSchedule;

/**
 * The result for one row and schedule. With the alternating schedule, a step is the mean of a step
 * of G and a step of D.
 *
 * @param row the contest's name
 * @param schedule the order of the updates of G and D
 * @param sides the durations of each side
 * @param fastestPeer LibTorch's faster layout
 * @param ratio the median of LibTorch's faster layout divided by the library's median
 * @param ratioOfRounds the same ratio of each round's medians
 * @param goal the target for the ratio on CPUs that compute in bfloat16
 * @param gigaflopsOfStep the arithmetic of a step in GFLOP
 * @param gigaflopsPerSecond the library's rate in the median step
 * @param ceilings the peak performance of the machine, measured in the same process
 * @param loadBefore the system load average before the row
 * @param loadAfter the system load average after the row, including the benchmark's own load
 */
record StepResult(
    String row,
    UpdateSchedule schedule,
    Map<Side, Times> sides,
    Side fastestPeer,
    double ratio,
    Measurement ratioOfRounds,
    double goal,
    double gigaflopsOfStep,
    double gigaflopsPerSecond,
    Ceilings ceilings,
    double loadBefore,
    double loadAfter) {

  /**
   * The durations of one side.
   *
   * @param description the name and the versions of the side
   * @param seconds the duration of a step
   * @param processSeconds the CPU time of a step over all threads, which does not depend on other
   *     processes
   */
  record Times(String description, Measurement seconds, double processSeconds) {}

  /** Returns the durations of one side, which took part. */
  Times times(Side side) {
    return requireNonNull(sides.get(side));
  }
}
